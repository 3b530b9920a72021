"""Pages of as many posts as asked for, by no program."""

POST = (
    '<div class="post" id="post{n}"><a class="author">Ada{w}</a><time>1 May 2012 10:00</time>'
    '<div class="body">Words of {n} here</div></div>'
)


def posts(count, body=""):
    return "".join(POST.format(n=n, w=n % 50) + body for n in range(100, 100 + count))
