"""One paragraph -> what its opening and closing words say about the turn of speakers, whatever the forum.

The classes are dialogue acts (greeting, thanking, answering, continuing), as in Stolcke et al. 2000, "Dialogue Act
Modeling"; their names are written to be read by people as reasons. The paragraphs around are boundary_features.py's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from threads.reconstruct.normalise import tokens_of
from threads.reconstruct.types import Paragraph

# German, French, Spanish, Russian, Chinese, Japanese and Arabic follow the English in each class.
OPENINGS = {
    "a greeting": """hi, hello, hey, howdy, hiya, heya, greetings, dear, welcome, good morning, good evening, good day, hi all,
        hallo, guten tag, guten morgen, moin, servus, bonjour, bonsoir, salut, coucou, hola, buenas, buenos días, buenos dias,
        привет, здравствуйте, добрый день, доброе утро, добрый вечер, всем привет, 你好, 您好, 大家好, こんにちは, はじめまして,
        おはよう, مرحبا, السلام عليكم, أهلا""",
    "thanks": """thanks, thank you, thank, thx, thanx, ty, tnx, many thanks, cheers, much appreciated, appreciate,
        i appreciate, danke, vielen dank, besten dank, merci, gracias, muchas gracias, спасибо, большое спасибо, благодарю,
        谢谢, 感谢, 多谢, 謝謝, ありがとう, شكرا""",
    "praise": """great, nice, cool, awesome, excellent, amazing, wow, good, very good, very nice, very cool, brilliant, fantastic,
        wonderful, perfect, impressive, beautiful, love, i love, i like, i really like, looks great, looks good, looks nice,
        well done, good job, good work, good idea, congrats, congratulations, bravo, interesting, very interesting,
        this is great, this is awesome, this is very, this is really, that's great, that's awesome, that's cool, super, toll,
        génial, bravo, genial, excelente, отлично, круто, здорово, 不错, 厉害, 太好了, すごい, 素晴らしい, رائع, ممتاز""",
    "oh, ok, hmm or well": """ok, okay, k, oh, ah, aha, ahh, ohh, ooh, oops, hm, hmm, hmmm, huh, um, uh, er, well, alright, all right,
        i see, ach, aha, ach so, na ja, naja, eh, bon, vale, bueno, ага, ну, хм, понятно, ясно, 哦, 嗯, 好的, 好吧, なるほど, うーん,
        حسنا, طيب""",
    "laughter": "haha, hahaha, hehe, heh, lol, rofl, lmao, jaja, xd, хаха, ахаха, 哈哈, 呵呵, 笑, ههه",
    "yes": """yes, yeah, yep, yup, yea, sure, right, exactly, indeed, correct, true, absolutely, definitely, of course, certainly,
        agreed, precisely, you're right, you are right, that's right, that's correct, that's true, fair enough, good point,
        ja, genau, stimmt, doch, oui, exactement, sí, claro, exacto, да, конечно, точно, верно, согласен, 是的, 对, 没错, 当然,
        はい, そう, そうですね, نعم""",
    "no": """no, nope, nah, not really, not quite, not sure, not exactly, wrong, false, never, nein, nicht ganz, non, pas vraiment, нет,
        не совсем, 不, 不是, 不对, いいえ, いや, ちがう, لا""",
    "agreement": """i agree, agree, i also agree, i totally agree, i completely agree, i think you're right, i think you are right,
        me too, same here, seconded, i second, i was wrong, i stand corrected, ich stimme zu, je suis d'accord,
        estoy de acuerdo, согласен, я согласен, 同意, 我同意, 賛成, أوافق, +1""",
    "disagreement": """i disagree, disagree, i don't agree, i do not agree, i don't think, i do not think, i don't see, i doubt,
        i'm not sure, i am not sure, i'm not convinced, i'm confused, i am confused, i don't understand, i don't get,
        i strongly disagree, i mostly disagree, ich glaube nicht, je ne pense pas, no creo, не согласен, не думаю, 不同意,
        我不认为, لا أوافق""",
    "an apology": """sorry, my bad, apologies, i apologize, i apologise, i'm sorry, i am sorry, pardon, excuse me, my mistake,
        entschuldigung, désolé, perdón, lo siento, извините, простите, 抱歉, 对不起, すみません, ごめん, آسف""",
    "an edit or postscript": """edit, edited, update, updated, upd, ps, p.s, p s, addendum, correction, nb, btw, by the way,
        nachtrag, mise à jour, edición, апд, упд, 更新, 编辑, 追記, تحديث, eta, note, footnote, postscript""",
    "and, but, also or then": """and, but, or, also, however, then, so, because, since, although, though, still, yet, therefore, thus,
        hence, moreover, furthermore, additionally, besides, otherwise, instead, meanwhile, similarly, likewise, that said,
        in addition, on the other hand, as a result, for this reason, in fact, of these, this means, that means, rather,
        conversely, nevertheless, nonetheless, again, after that, in particular, plus, und, aber, oder, auch, et, mais, ou,
        aussi, y, pero, o, también, и, но, а, или, также, 但是, 而且, 所以, 因为, 不过, 然后, しかし, でも, また, そして, だから,
        و, لكن""",
    "first, second or finally": """first, firstly, second, secondly, third, thirdly, finally, lastly, last, next, one, another, step,
        in conclusion, to sum up, in summary, in short, overall, erstens, zweitens, schließlich, enfin, primero, por último,
        во первых, во вторых, наконец, 首先, 其次, 最后, まず, 次に, 最後に, أولا""",
    "an example": """for example, for instance, e.g, eg, example, examples, like, such as, say, suppose, imagine, consider, as a toy example,
        concretely, specifically, i.e, ie, that is, in other words, zum beispiel, par exemple, por ejemplo, например, 例如, 比如,
        たとえば, مثلا""",
    "a question": """what, how, why, where, when, who, which, is, are, does, do, did, can, could, would, will, should, has, have,
        any, anyone, is there, are there, was, were, am, isn't, don't, doesn't, wie, warum, was, wo, kann, gibt es, pourquoi, comment,
        quel, qué, cómo, por qué, что, как, почему, где, кто, 什么, 怎么, 为什么, 请问, なぜ, どう, 何, ماذا, كيف, لماذا, هل""",
    "a question to the reader": """have you, do you, did you, can you, could you, are you, would you, what do you, how do you, what did you,
        why do you, what is your, what's your, how did you, why did you, is it possible, hast du, haben sie, können sie, kannst du,
        avez vous, as tu, puedes, tienes, 你有, 你是, 你能""",
    "I or we": """i, i'm, i've, i'd, i'll, im, ive, my, we, we're, we've, our, me, ich, mein, wir, je, j'ai, mon, nous, yo, mi,
        nosotros, я, у меня, мой, мы, 我, 我们, 私, 僕, أنا""",
    "you or your": """you, you're, you've, you'd, you'll, your, u, du, sie, dein, ihr, tu, vous, votre, ton, usted, tú, вы, ты,
        ваш, 你, 您, あなた, أنت""",
    "a word on the post": """this post, your post, the post, this thread, this topic, your comment, this comment, your question,
        this article, this essay, this paper, your article, i found this, reading this, while reading, after reading,
        having read, i just read, i read, enjoyed, i enjoyed, great post, nice post, interesting post, reminds me, this reminds me,
        reminder, relevant, related, you mention, you say, you said, you wrote, you seem, you might, your point, your argument,
        i think you, what you, it sounds like, it looks like you, it seems like you, regarding, about your, as for your, re""",
    "works or solved": """works, it works, it worked, that worked, this worked, worked, working, solved, fixed, found it, got it, found,
        i found, i fixed, i solved, i figured, figured, problem solved, never mind, nevermind, done, figured it out, geht, funktioniert,
        ça marche, funciona, solucionado, работает, получилось, решено, 解决了, 可以了, できました, 解決しました""",
    "here or look": "here, here's, see, check, look, take a look, have a look, hier, voici, aquí, вот, 这是, これ, هنا",
    "advice": """try, use, just, you can, you could, you should, you need, you have to, you must, maybe, perhaps, probably, make sure, why not,
        how about, please, add, set, put, go, probier, vielleicht, essayez, peut-être, prueba, quizás, попробуй, попробуйте,
        может, возможно, 试试, 可以, 也许, 试一下, たぶん, جرب""",
    "it, this or that": "it, it's, its, this, that, that's, these, those, they, there, there's, he, she, es, das, ce, il, eso, esto, это, 这, 那",
    "the or a": "the, a, an, some, all, most, many, every, each, der, die, das, ein, eine, le, la, les, un, une, el, los, las, una",
    "if or when": "if, when, unless, once, while, as, wenn, falls, als, si, quand, cuando, если, когда, 如果, もし, إذا",
    "in, on, for or with": "in, on, for, with, to, at, by, from, without, after, before, about, at least, in case, in der, dans, en, в, на, для",
}
CLOSINGS = {
    "thanks": """thanks, thank you, thx, thanks in advance, thank you very much, thanks a lot, many thanks, thanks again, thank you all,
        much appreciated, appreciated, tia, danke, vielen dank, merci, merci d'avance, gracias, спасибо, 谢谢, 感谢, ありがとう,
        ありがとうございます, お願いします, شكرا""",
    "a farewell": """regards, cheers, best, bye, best regards, kind regards, sincerely, greetings, best wishes, yours, see you, take care,
        have fun, have a nice day, good night, enjoy, gruß, grüße, viele grüße, mfg, cordialement, à bientôt, saludos, un saludo,
        пока, удачи, 再见, よろしく, مع السلامة""",
    "a wish or offer": """hope this helps, hope that helps, hope it helps, hope this help, good luck, let me know, keep up the good work,
        feel free, keep it up, good work, great work, great job, well done, let us know, hth, viel erfolg, bon courage, suerte, буду рад""",
    "a call for help": """any ideas, any idea, any help, any suggestions, any thoughts, what do you think, please help, help please,
        help, anyone, advice, suggestions, thoughts, ideas, how to do that, is it possible, what am i doing wrong, how can i do this,
        any tips, any hints, ideen, irgendwelche ideen, des idées, alguna idea, какие идеи, есть идеи, 怎么办, 求助, どうすれば""",
}
INTERJECTIONS = frozenset(
    {"oh, ok, hmm or well", "laughter", "yes", "no", "a greeting", "an apology", "and, but, also or then"}
)
ADDRESSED = re.compile(r"\s*(@[\w.-]{2,40})|\s*([A-Z][\w-]{1,20}),?\s?[:,]\s")
MENTION = re.compile(r"(?:^|\s)@\w")
SMILEY = re.compile(r"(?:[:;=8xX]['o^-]?[()DPpd|/\\\[\]]+|:\w{3,20}:|[\U0001F300-\U0001FAFF\u2600-\u27bf]\ufe0f?)\s*$")
# Ways of writing that tell two authors apart where both choices could be seen: (the marked one, the usual one).
HABITS = {
    "a small i": (r"(?<![\w'’])i(?=[ ,.'’])", r"\bI\b"),
    "no apostrophes": (
        r"\b(?:dont|doesnt|didnt|cant|isnt|im|ive|thats|wont|havent|youre|theres)\b",
        r"\b(?:do|does|did|ca|is|wo|have)n['’]t\b|\b[iI]['’](?:m|ve)\b|\b(?:that|there)['’]s\b|\byou['’]re\b",
    ),
    "a space before marks": (r"\w [?!,.](?: |$)", r"\w[?!,](?: |$)"),
    "small letters after stops": (r"\w{3}[.?!] [a-z]", r"\w{3}[.?!] [A-Z]"),
    "two spaces after stops": (r"[.?!]  \w", r"[.?!] \w"),
    "short forms": (
        r"\b(?:u|ur|pls|plz|thx|btw|imo|iirc|afaik|atm|wanna|gonna|coz|cuz|tho)\b",
        r"\b(?:please|because|going to|though)\b",
    ),
    "contractions": (
        r"\w(?:n['’]t|['’](?:m|ve|ll|re|d))\b",
        r"\b(?:(?:do|does|did|is|can) ?not|(?:I|you) (?:am|have|will)|(?:it|that) is)\b",
    ),
    "trailing dots": (r"\.\.|…", r"\w\.(?: |$)"),
}
SEEN_HABITS = {name: (re.compile(marked), re.compile(usual)) for name, (marked, usual) in HABITS.items()}
HABIT_CHARACTERS = 2000  # looked at per paragraph
STATES = {"i", "i'm", "i've", "i'd", "i'll", "my", "me", "ich", "je", "yo", "я", "我", "私"}
TELLS = {
    "you",
    "your",
    "you're",
    "you've",
    "you'd",
    "you'll",
    "u",
    "du",
    "sie",
    "vous",
    "tu",
    "usted",
    "вы",
    "ты",
    "你",
    "您",
}
ENDS = {
    ".": "", "。": "", "!": "ends with an exclamation", "！": "ends with an exclamation",
    "?": "ends with a question", "？": "ends with a question", "؟": "ends with a question", ":": "ends with a colon",
    "：": "ends with a colon", ",": "ends with a comma", "，": "ends with a comma", "、": "ends with a comma",
    ";": "ends like code", "{": "ends like code", "}": "ends like code", ">": "ends like code", ")": "ends with a bracket",
    '"': "ends with a closing quotation mark", "”": "ends with a closing quotation mark", "…": "ends with an ellipsis",
}  # fmt: skip
COMMON_MAX = 3  # letters; words this short say nothing of a topic
COMMON = frozenset(
    [
        "that",
        "this",
        "with",
        "have",
        "from",
        "they",
        "what",
        "when",
        "your",
        "will",
        "would",
        "could",
        "should",
        "there",
        "their",
        "about",
        "which",
        "were",
        "been",
        "just",
        "like",
        "some",
        "then",
        "than",
        "them",
        "into",
        "more",
        "also",
        "only",
        "very",
        "much",
        "even",
        "most",
        "make",
        "does",
        "don't",
        "it's",
        "i'm",
        "can't",
        "because",
        "other",
        "want",
        "need",
        "know",
        "think",
        "using",
        "used",
        "use",
        "here",
        "where",
        "these",
        "those",
        "over",
        "such",
        "being",
        "work",
        "works",
        "same",
        "doesn't",
        "really",
    ]
)
Lexicon = dict[str, list[tuple[tuple[str, ...], str]]]


@dataclass(frozen=True, slots=True)
class Glance:
    """What a paragraph shows without its neighbours; every trait is a phrase that follows "it" or "the one before"."""

    opening: tuple[str, ...]
    closing: tuple[str, ...]
    traits: tuple[str, ...]
    habits: dict[str, bool]  # of the ways of writing that show, whether it is the marked one
    topic: frozenset[str]
    states: bool
    tells: bool
    asks: bool
    size: int


def lexicon(classes: dict[str, str], *, backwards: bool) -> Lexicon:
    """Index phrases by their first word (their last, when read backwards), longest first."""
    index: Lexicon = {}
    for name, phrases in classes.items():
        for phrase in phrases.split(","):
            words = tuple(tokens_of(phrase)[0])[:: -1 if backwards else 1]
            if words:
                index.setdefault(words[0], []).append((words, name))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


OPENING_WORDS = lexicon(OPENINGS, backwards=False)
CLOSING_WORDS = lexicon(CLOSINGS, backwards=True)


def glance(paragraph: Paragraph) -> Glance:
    """Look at one paragraph."""
    words = paragraph.tokens
    everything = set(words)
    text = paragraph.text.strip()
    return Glance(
        opening=tuple(_opening(text, words)),
        closing=tuple(_closing(text, words)),
        traits=tuple(_traits(paragraph, text)),
        habits=_habits(text[:HABIT_CHARACTERS]) if paragraph.shape in {"prose", "list"} else {},
        topic=frozenset(word for word in everything if len(word) > COMMON_MAX and word not in COMMON),
        states=not everything.isdisjoint(STATES),
        tells=not everything.isdisjoint(TELLS),
        asks="?" in text or "？" in text,
        size=len(words),
    )


def _opening(text: str, words: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    named = ADDRESSED.match(text)
    if named and (named[1] or (named[2].lower() not in OPENING_WORDS and len(words) > 2)):
        found.append("a name")
    start = 0
    while (entry := _longest(OPENING_WORDS, words[start : start + 6])) is not None:
        phrase, name = entry
        found.append(name if start == 0 else f"an interjection, then {name}")
        start += len(phrase)
        if name not in INTERJECTIONS or start > 3:
            break
    return found


def _longest(index: Lexicon, words: tuple[str, ...]) -> tuple[tuple[str, ...], str] | None:
    if not words:
        return None
    for phrase, name in index.get(words[0], ()):
        if words[: len(phrase)] == phrase:
            return phrase, name
    return None


def _closing(text: str, words: tuple[str, ...]) -> list[str]:
    """The class of the last words, a name or an adverb after them allowed for ("Thanks, Ada")."""
    found: list[str] = []
    tail = words[: -8 if len(words) > 8 else None : -1]
    for skipped in range(min(4, len(tail))):
        entry = _longest(CLOSING_WORDS, tail[skipped:])
        if entry is not None:
            found.append(f"closes with {entry[1]}")
            break
    if SMILEY.search(text[-24:]):
        found.append("ends with a smiley")
    elif text.endswith("..."):
        found.append("ends with an ellipsis")
    elif end := ENDS.get(text[-1:], "ends without a stop"):
        found.append(end)
    return found


def _habits(text: str) -> dict[str, bool]:
    found = {}
    for name, (marked, usual) in SEEN_HABITS.items():
        if marked.search(text):
            found[name] = True
        elif usual.search(text):
            found[name] = False
    return found


def _traits(paragraph: Paragraph, text: str) -> list[str]:
    size = len(paragraph.tokens)
    found = [f"is {paragraph.shape}"] if paragraph.shape != "prose" else []
    name = next(name for limit, name in SIZES if size <= limit)
    if name:
        found.append(name)
    first = text[:1]
    if first.islower():
        found.append("begins in lower case")
    elif first.isdigit():
        found.append("begins with a number")
    elif first in "\"“'‘«":
        found.append("begins with a quotation mark")
    elif first in "(*[":
        found.append("begins with a bracket or star")
    if paragraph.cut_head:
        found.append("begins with an ellipsis")
    if "@" in text and MENTION.search(text):
        found.append("names somebody with @")
    if "http" in text and paragraph.shape != "url":
        found.append("holds an address")
    return found


SIZES = (
    (3, "has one to three words"),
    (8, "has four to eight words"),
    (16, "has nine to sixteen words"),
    (40, ""),  # the usual
    (10**9, "has over forty words"),
)
