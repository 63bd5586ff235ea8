"""The words by which the parts of a page are known, in English and Chinese: only lists, no decisions.

A pattern is a list of alternatives, one a line; `page_furniture` says what each is for. They are what pages in
general print. When a page of some site is read wrong, add a word only if other sites print it too.
"""

import re


def words(text):
    """The words of a text as a set."""
    return frozenset(text.split())


def alternatives(text):
    """One pattern out of a list of alternatives, a line each."""
    return "(?:" + "|".join(line.strip() for line in text.strip().splitlines()) + ")"


CHINESE_LISTS = (
    "(?:延伸|相关|扩展|拓展|推荐|更多|热门|猜你|为您|为你|精彩|精选|最新|今日|本周|本月|一周|深度)"
    "(?:阅读|新闻|推荐|报道|文章|链接|专题|内容|资讯|喜欢|图片|视频|热点|热门|热文|排行|观察|更多|精彩)"
)


def whole_line(text):
    """A pattern for lines that are one of the alternatives and nothing else, but for marks around them."""
    text = text.replace("CHINESE_LISTS", CHINESE_LISTS)
    return re.compile(rf"^\W{{0,3}}{alternatives(text)}\W{{0,3}}$", re.I)


# Buttons, menus, counters. A line of nothing but these is no text.
BUTTONS = words("""
    share tweet retweet email e-mail mail print save copy link links reprint reprints text message send sms pin
    digg del.i.cious delicious facebook fb twitter x instagram linkedin linked in pinterest reddit whatsapp
    telegram messenger flipboard youtube stumbleupon tumblr snapchat tiktok wechat weibo line vk google google+
    plus rss feed bluesky threads mastodon pocket comment comments reply replies like likes view views post log
    login logout sign signin signup register subscribe subscription subscriptions subscribed join follow following
    us on this article story page up out off or my account close open menu search home about contact help faq
    advertise advertisement advertisements ad ads sponsored promoted toggle navigation expand collapse previous
    next more read load loading show hide all back top skip to main content listen play pause video audio gallery
    enlarge image images photo photos caption fullscreen zoom download pdf figure powerpoint font size a a- a+ aa
    small medium large adjust tools options sections supplemental material permissions favorites add citation
    citations cite track metrics details full accesses altmetric edit report abuse flag bookmark feedback
    corrections privacy policy terms conditions use cookie cookies settings careers jobs sitemap newsletter
    newsletters the and of & via by 0
    分享 转发 收藏 举报 评论 点赞 赞 踩 微博 新浪微博 微信 朋友圈 易信 空间 qq空间 qzone qq 人人网 更多 打印 字体
    字号 大 中 小 大小 缩小字体 放大字体 调整字体 推荐 关注 关闭 登录 注册 退出 搜索 返回 返回首页 首页 网站地图
    设置首页 加入收藏 回复 分享到 分享至 复制链接 纠错 查看更多 加载中 加载更多 扫一扫 手机看 站内 我要反馈 听新闻
    朗读 播放 下载 邮箱 客户端 订阅 留言 正文 上一篇 下一篇 上一页 下一页 上页 下页 阅读 阅读全文 点击 展开
    展开全文 收起 微信扫一扫 t
""")
# Those of them that are ordinary words too and prove nothing in a headline.
JOINING_WORDS = words(
    "a all and back by in me my next of on open or out over page small story the to up use via x large"
)

# A line to leave out wherever it stands.
FURNITURE = whole_line(r"""
    skip to\b.*
    back to top
    (?:this )?advertisement.*
    story continues below.*
    continue reading.*
    click (?:here|to)\b.*
    .{0,100}\bread the (?:rest|full (?:story|article|report))\b.*
    \d[\d,.]*\s?[km]?\s?[-–]?\s?(?:minutes?|mins?|words?|views?|shares?|comments?|likes?|reads?)\b.{0,40}
    \d[\d,.]*\s?[km]?\s?(?:replies|followers?)\b.{0,40}
    (?:estimated )?read(?:ing)? time.*
    view/post comments
    (?:tags?|topics?|keywords?|categor(?:y|ies)|posted in|labels?)\s?[:>].*
    filed under\b.*
    tagged(?: with|:)?\b.*
    follow (?:us|me|@|[\w .]{2,40} on (?:facebook|twitter|instagram|x)\b).{0,60}
    share (?:this|article|on|via|options|the)\b.{0,60}
    (?:like|find|join) us on\b.*
    (?:for the latest .{0,40}news, ?)?please follow .{3,60} on .*
    (?:we use|this (?:site|website) uses) cookies\b.*
    by using this (?:site|website)\b.*
    accept (?:all )?cookies.*
    please enable javascript.*
    your browser does(?: not|n.t)\b.*
    {{.*}}
    (?:copy|get) (?:shareable )?link.*
    image \d+ of \d+
    view gallery.*
    gallery:.*
    [\w-]+\.(?:jpe?g|png|gif)
    字[体号]\s?:.*
    用微信扫码.*
    扫(?:一扫|描|码|二维码|下方|上方).{0,40}
    分享(?:到|至).{0,30}
    \d[\d,]*\s?(?:人参与|条?评论|跟贴|阅读|次浏览).{0,20}
    (?:阅读|浏览|点击)(?:量|数|次数)?\s?:?\s?\d+.{0,10}
    (?:关键[词字]|标签)\s?[:>].*
    t\s?\+\s?-
    \d{3,}
    推荐\d+
    点击进入专题.*
    (?:视频|图片|音频)(?:加载|播放).*
    点击(?:图片|查看|放大|观看).{0,30}
    当前位置.*
""")

# From here the page speaks of itself, or its readers speak.
HARD_END = whole_line(r"""
    (?:\(c\)|©|copyright\b).{0,120}
    .{0,80}all rights reserved
    .{0,60}©\s?\d{4}.{0,60}
    .{0,40}powered by [\w .]{2,40}
    (?:all|this) (?:content|work|site|article) is licen[sc]ed\b.*
    (?:\d+ |no |view |show |all |recent |latest |reader )?(?:comments?|replies|responses?)(?: \(?\d+\)?|:| on this.*)?
    join the (?:conversation|discussion)
    (?:leave|add|post|write) (?:a|your) (?:comment|reply).*
    log in to (?:leave a )?comment.*
    publier un commentaire
    aucun commentaire.*
    (?:\d[\d,]*\s?条|网友|最新|最热|热|精彩|热门|新|全部|查看全部\S{0,6})?(?:评论|跟[帖贴]|留言)(?:区|列表)?(?:\s?[(]\d+[)])?
    我要(?:跟帖|评论|反馈).*
    \d+条评论.*
    .{0,30}(?:版权所有|未经授权.{0,12}转载|未经许可.{0,12}转载).{0,60}
    (?:免责声明|版权声明|特别声明|郑重声明)\b.*
""")

# From here lists of other stories begin, unless the text goes on behind them.
SOFT_END = whole_line(r"""
    (?:related|recommended|similar|suggested)(?: ?(?:stor(?:y|ies)|articles?|content|posts?|news|links?|reading))?
    (?:related|recommended) ?(?:topics?|videos?|coverage)
    (?:further|additional) (?:reading|links|information)
    recommended for you
    we recommend
    you (?:may|might) (?:also )?(?:like|be interested).*
    what to read next
    read next
    up next
    don.t miss
    trending(?: now)?
    most (?:read|popular|viewed|shared|commented).*
    popular (?:on|posts|stories|now)\b.*
    top (?:stories|news|10).*
    hot news
    editor.?s.? (?:picks?|choice)
    (?:latest|recent) (?:news|stories|posts|articles).*
    also (?:on|in|read).{0,40}
    in other news
    key words
    (?:photos|links|sections|tags?|topics|categories|filed under|archives?)
    about the authors?
    more (?:from|on|in|about|stories|news|articles|like this|coverage|headlines)\b.{0,60}
    (?:next|previous|older|newer)(?: (?:post|article|story|page|entry))?(?:\s?[:»›→].*)?
    (?:← |« |‹ ).{0,100}
    .{0,100} [→»›]
    share options
    CHINESE_LISTS榜?(?:\s?[:>].*| .{0,30})?
    (?:【?(?:阅读)?[上下]一[篇条]】?)\s?[:】]?.*
    (?:热点|点击|阅读|新闻|浏览)?排行榜?
    热搜.{0,6}
    大家都在看
    你可能(?:还)?(?:喜欢|感兴趣).*
    (?:编辑|小编)推荐
""")
# "MORE SCIENCE": only in capitals, "More jobs" may be a sub-heading.
SOFT_END_CASED = re.compile(r"^MORE(?: [A-Z]+){1,3}$")

# A box inside the text: one line opens it, lines with the words of the second list continue it.
BOX_OPENS = re.compile(
    r"^\W{0,3}"
    + alternatives(r"""
    sign up (?:for|to|now|here|today)\b
    subscribe (?:to|now|today|for)\b
    never miss\b
    get (?:the |our |your )?.{0,40}(?:newsletter|in(?:to)? your inbox)
    your inbox\b
    enter your e-?mail
    this is a preview of (?:subscription|premium)
    access options
    already (?:a |have )?(?:subscri|an account|a member)
    to continue reading
    to read (?:the full|more|this)
    support (?:our|independent) journalism
    become a (?:member|subscriber)
    log in to (?:check|read|continue)
    buy (?:single )?(?:article|access)
"""),
    re.I,
)
BOX_CONTINUES = re.compile(
    alternatives(r"""
    newsletter
    subscri
    your e-?mail
    email address
    \bemail (?:of|with|alert)
    inbox
    sign(?:ing)? up
    privacy policy
    price includes
    \bvat\b
    ^[\d.,]+ ?[€$£]
    ^[€$£] ?[\d.,]+
    (?:instant|immediate|online|full|check|get) (?:online )?access
    buy (?:single|now|article)
    log ?in\b
    learn more
    cancel any ?time
    free trial
"""),
    re.I,
)

# The site asks for something, in one line between the paragraphs.
PROMOTION = re.compile(
    r"^\W{0,3}(?:"
    r"(?:get|never miss|(?:do you )?want|would you like|join|sign up|subscribe|follow us|download|click here|support)\b"
    r".{0,120}(?:\b(?:newsletters?|inbox|by e-?mail|sign up|subscribe|(?:news|e-?mail) alerts)\b|\bapp\b\W{0,3}$)"
    r"|our standards: "
    r"|we want to hear (?:what you think|from you)\b"
    r").{0,60}$",
    re.I,
)

# Forms and notices of the site.
NOTICE = re.compile(
    alternatives(r"""
    \bpasswords?\b
    \b(?:log|sign)(?:ged|ing)? ?in\b
    \bsubscribers?\b
    your (?:account|e-?mail|browser|phone)
    cookies?\b
    javascript
    verification code
    click (?:here|on)
    newsletter
    登录|密码|验证码|浏览器|手机号
"""),
    re.I,
)

# Pictures: whose they are, and the captions that end in it.
AGENCIES = alternatives(r"""
    getty images?
    reuters
    associated press
    \bap\b
    \bafp\b
    shutterstock
    istock
    unsplash
    xinhua
    alamy
    usa today sports
    bloomberg
    washington post
    new york times
    \bvia\b
    courtesy
    file photo
    \bphotos?\b
    \bimages?\b
    @\w+
    screenshot
    screengrab
""")
PHOTO_CREDIT = re.compile(
    r"^\(?(?:(?:photo|image|picture|credit|screenshot|photograph|illustration|pic)s?(?: credit)?(?: by\b|\s?[:/])"
    r".{1,80}"
    rf"|(?:[^!?/|,]{{2,40}}[/|,]){{0,3}} ?(?:the )?{AGENCIES}.{{0,20}})$",
    re.I,
)
CAPTION_TAIL = re.compile(
    r"(?:\((?:image|photo|picture|credit|pic|source)s?\s?:[^()]{1,60}\)"
    rf"|\([^()]{{0,30}}{AGENCIES}[^()]{{0,40}}\))\W{{0,2}}$",
    re.I,
)
CHINESE_CAPTION = re.compile(
    r"^.{0,60}(?:[ /|]\S{2,8} ?[摄图]|(?:视频|网络|网页|资料)?截图|资料图片?"
    r"|视觉中国(?: ?资料)?图?|图[/源|:].{1,12}"
    r"|[(](?:视频截图|资料图|视觉中国|图源.{0,10})[)])[。)]?$|^(?:图为|上图|下图|左图|右图|视频-|图\d).{2,80}$"
)

# Pointers to other stories inside the text.
RELATED = re.compile(
    r"^\W{0,2}"
    + alternatives(r"""
    read more
    related(?: (?:story|article|news|reading))?
    (?:see|also|also read|also see|read also|see also)
    read
    more
    watch
    recommended reading
    相关(?:阅读|报道|新闻|链接)
    (?:延伸|推荐|更多)阅读
    此前报道
    链接
""")
    + r"\s?:\s?\S.{5,}$",
    re.I,
)
