"""How pages speak about themselves: the words and forms that furniture.py judges by."""

from __future__ import annotations

import re

# A line of nothing but these (and figures) is furniture. They are words for what a reader can
# do with a page, and for its parts; the function words only connect them.
PAGE_WORDS = frozenset(
    """
    ad ads advert advertisement advertisements advertising sponsored promoted promotion feedback
    share shares tweet retweet email e-mail mail print save bookmark copy link url listen watch
    play pause mute unmute replay read reading reader skip close menu search home homepage login
    logout log sign register subscribe subscribed subscriber subscribers subscription account
    profile settings preferences newsletter newsletters notifications alerts follow followers
    following comment comments reply replies like likes views view more less show hide expand
    collapse toggle next previous prev back top scroll swipe load loading click tap here see
    also related recommended trending popular latest stories story article articles content
    headlines photo photos image images picture pictures gallery galleries slideshow video
    videos audio caption credit source podcast podcasts player tags tag topics topic filed
    categories category author authors editor's editors picks pick contributors min mins minute
    minutes hour hours sec secs ago updated published posted cookie cookies privacy policy terms
    contact about rss feed facebook twitter instagram whatsapp telegram linkedin pinterest
    reddit flipboard messenger tiktok youtube threads bluesky mastodon x anzeige werbung
    anmelden abonnieren teilen drucken kommentare kommentar weiterlesen publicité partager
    imprimer commentaires abonnez-vous s'abonner lire aussi publicidad anuncio compartir
    imprimir comentarios suscríbete leer también lea pubblicità condividi stampa commenti
    abbonati publicidade compartilhar comentários leia advertentie delen реклама поделиться
    комментарии подписаться
    """.split()  # noqa: SIM905
)
LINKING_WORDS = frozenset(
    """
    a an the this these that on in to of for from with by via and or & us our your you it up out
    all any no not new now continue main below above in: am pm et gmt utc
    """.split()  # noqa: SIM905
)
# A line of only these says something in a list of firms, or of steps.
NEEDS_COMPANY = frozenset(
    """
    facebook twitter instagram whatsapp telegram linkedin pinterest reddit messenger tiktok
    youtube threads x pictures photos video videos images source credit minute minutes hour
    hours min about privacy home top latest search settings ago following images contact
    """.split()  # noqa: SIM905
)
CALL = re.compile(
    r"(?:please |want |to |be sure to |don['’]t forget to )*(?:sign[- ]?up|subscribe|click|tap|"
    r"press|follow|download|watch|listen|read|share|join|get|check out|see|view|hit|scroll|swipe|"
    r"stay|keep|don['’]t miss|register|log ?in|sign ?in|support|enter|tell us|send us|submit|"
    r"e-?mail|contact|reach|text|visit|explore|discover|find|browse|shop|turn on|enable|allow|"
    r"accept|manage|start|unlock|buy|catch up|have your say|got a|have a|enjoy|thank you for|"
    r"thanks for|play|hear|learn|compare|follow along|leave a|add|receive)\b",
    re.IGNORECASE,
)
PAGE_THING = re.compile(
    r"\b(?:newsletters?|inbox|e-?newspaper|subscri\w+|podcasts?|app|apps|cookies?|here|below|"
    r"above|this (?:story|article|page|video|post|episode)|our|us|gallery|slideshow|transcript|"
    r"audio|videos?|photos|player|facebook|twitter|instagram|tiktok|youtube|whatsapp|telegram|"
    r"linkedin|alerts?|updates|live blog|comments?|account|conversation|scores|"
    r"forecast|quiz|full (?:story|article|interview|video))\b|@\w|https?://|www\.|>>",
    re.IGNORECASE,
)
LABEL = re.compile(r"^(?:[^\w\"“‘']*)(?:[^:.!?]{2,60}: ?)?")
# What only a page says to its reader. Guarded by REPORTS: reporting may mention all of it.
_FIRST = r"(?:^|[.!?:;)][\"”’)]?\ )"  # the call begins a sentence
_HANDLES = r"(?:x|twitter|facebook|instagram|threads|tiktok|linkedin|bluesky|youtube|social\ media)"
STRONG_CALL = re.compile(
    rf"""
    (?<!how\ to\ )\bsign[- ]?up\ (?:here|now|today|below|free|
        for\ (?:our|free|text|(?:\S+\ ){{0,9}}newsletter|
          (?:\S+\ ){{0,5}}(?:alerts|updates))|to\ (?:get|receive|our)\b)
    | \bsubscribe\ (?:here|now|today|to\ (?:our|unlock|continue|read|get|receive|support)\b|
        for\ (?:full|unlimited|less))
    | {_FIRST}subscribe\ (?:to|for)\b
    | \b(?:click|tap|press)\ (?:or\ (?:tap|click)\ )?(?:here|below|above|play|
        (?:on\ )?the\ (?:link|image|photo|video|button|player|play)|
        to\ (?:read|see|view|watch|listen|subscribe|sign|expand|share|join|play))\b
    | \b(?:delivered|sent|straight|directly|newsletters?)\ .{{0,50}}\b(?:to|in)\ your\ inbox\b
    | \bour\ (?:\S+\ ){{0,3}}newsletters?\b | \be-?newspaper\ here\b
    | {_FIRST}(?:hit|press)\ (?:the\ )?play\b | \bplayer\ (?:above|below)\b
    | \bthis\ transcript\ was\b | {_FIRST}thanks\ for\ listening\b
    | {_FIRST}download\ (?:the|our)\ .{{0,40}}\bapp\b
    | {_FIRST}join\ (?:the\ conversation|us\ on\ {_HANDLES})\b
    | {_FIRST}follow\ (?:us|along)\b | \bfollow\ us\ (?:on|at|@)
    | {_FIRST}support(?:ing)?\ .{{0,30}}journalism\b | \bsupporting\ our\ journalism\b
    | \b(?:we|you)\b.{{0,80}}\baffiliate\ | \bcontains?\ affiliate\ links
    | \bwe\ may\ (?:earn|receive|be\ paid|get)\ | \bmay\ earn\ us\b
    | \bmay\ earn\ .{{0,30}}(?:commission|fee|share)\b.{{0,60}}\b(?:links?|purchases?|our)\b
    | \bwe\ (?:use|and\ our\ partners)\ .{{0,40}}cookies\b
    | \b(?:agree\ to|accept|see|read)\ .{{0,40}}
        (?:privacy\ (?:policy|notice)|terms\ of\ (?:use|service))\b
    | \ball\ rights\ reserved\b
    | \bmay\ not\ be\ (?:published,\ broadcast|re(?:produced|published)\ without)
    | \bour\ (?:fact[- ]check|journalism)\ .{{0,30}}supported\b
    | \b(?:unlimited|full)\ digital\ access\b | \blimited\ to\ new\ subscribers\b
    | \bthese\ (?:stories|articles)\ are\ for\b .{{0,30}}subscribers
    | \bthis\ (?:story|article)\ is\ (?:for|available\ to|exclusive\ to)\ subscribers
    | \bkeep\ refreshing\ this\ page\b | \blite\ version\ of\ this\ page\b
    | \bvideo\ ad\ feedback\b | \benable\ javascript\b | \byour\ browser\ (?:does|is|must)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
# How to reach the one who wrote it: what stands with it in the paragraph is about them.
CONTACT = re.compile(
    rf"""
    (?:{_FIRST}|\b(?:you\ can|please|and|or)\ )
        follow\ (?:[\w.'’-]+\ ){{0,5}}(?:on\ {_HANDLES}\b|(?:at\ )?@\w)
    | (?:{_FIRST}|\b(?:you\ can|please|and|or)\ )
        (?:reach|contact|e-?mail|connect\ with)\ (?:me|him|her|them|us)
        \ (?:directly\ )?(?:at|on|via|by|@).{{0,80}}(?:@|\d{{3}}|{_HANDLES}\b)
    | {_FIRST}(?:contact|reach|e-?mail)\ (?:[\w.'’-]+\ ){{0,2}}
        (?:reporter|editor|writer|columnist)\b
    | {_FIRST}(?:contact|reach|e-?mail|connect\ with)\ [\w.'’-]+(?:\ [\w.'’-]+){{0,4}}
        (?:\ at|:|\ on)\ .{{0,60}}@
    | \bcan\ be\ reached\ (?:at|on|via|by)\ .{{0,60}}@
    | \b(?:got|have)\ a\ (?:news\ |confidential\ )?(?:tip|story|question)\b
        .{{0,60}}\b(?:us|e-?mail|contact)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
ABOUT_THE_STORY = re.compile(
    r"\W*(?:©|\(c\)|copyright (?:©|\(c\)|\d{4}))|"
    r"^(?:this|the) (?:story|article|post|live ?blog|report|page) "
    r"(?:has been|was|is being|will be) (?:updated|refreshed)\b.{0,80}$"
    r"|^(?:a|this) version of this (?:story|article)\b"
    r"|^this (?:article|story) (?:(?:was )?(?:first|originally) (?:appeared|published)|"
    r"(?:first|originally) appeared)\b",
    re.IGNORECASE,
)
REPORTS = re.compile(
    r"[\"“”«»]|\b(?:said|says|told|tells|according|announced|tweeted|wrote|writes|added|"
    r"testified|was|were|had|asked|urged|warned|argued|claimed)\b"
)
# Of every such call one of these stands in the line: a quick look before the long expression.
CALL_HINTS = (
    "sign up", "sign-up", "signup", "subscri", "click", "tap ", "press ", "follow ", "reach ",
    "reached", "contact", "mail", "inbox", "newsletter", "download", "join ", "player ",
    "hit play", "hit the play", "transcript was", "thanks for", "may earn", "may receive",
    "may be paid", "may get", "affiliate", "cookies", "privacy ", "terms of", "rights reserved",
    "may not be", "journalism", "fact check", "fact-check", "you can ", "access",
    "these stories", "these articles", "this story is", "this article is", "this page",
    "feedback", "browser", "javascript", " a tip", "news tip", "confidential", "a story",
    "a question",
)  # fmt: skip
# Every repetition is bounded: hostile text must not make matching slow.
_NAME = r"(?:[^\W\d_a-z][\w.'’-]{0,30}|de|da|van|von|der|den|la|le|bin|al|el|and|&)"
_NAMES = rf"{_NAME}(?:,? {_NAME}){{0,9}}"
_AGENCY = (
    r"(?:Getty(?: Images)?|AFP|AP|EPA|Reuters|Shutterstock|Bloomberg|Zuma(?: Press)?|Redux|Alamy|"
    r"Anadolu(?: Agency)?|Xinhua|PA(?: Wire| Images)?|NurPhoto|Sipa(?: USA)?|SOPA Images|"
    r"LightRocket|iStock|Unsplash|Network|Sports|Photo|CNN|NASA|ZUMA Wire|USA TODAY(?: Sports)?)"
)
_AFTER_SENTENCE = r"(?:(?<=[.!?…])|(?<=[.!?…][\"”’)]))\s+"
# "… on Saturday. Jane Doe/AFP/Getty Images": the words after the sentence's end.
CREDIT = re.compile(
    rf"{_AFTER_SENTENCE}(?:\(?(?:Photo|Image|Picture|Credit)s?(?: by|:)? )?"
    rf"(?:(?:{_NAME} ){{0,5}}[\w.'’@-]{{1,30}}/)(?:[\w.'’ -]{{2,30}}/){{0,5}}?{_AGENCY}\)?"
    r"(?=\s+[\"“A-Z]|\s*$)"
)
CREDIT_TAIL = re.compile(
    rf"{_AFTER_SENTENCE}(?:\(?(?:Photo|Image|Picture)s?(?: courtesy)?(?: of| by|:)|"
    r"[Cc]ourtesy(?: of)?|Credit:|Source:|via)\s[^.!?]{2,80}$"
    rf"|{_AFTER_SENTENCE}[@\w][\w.'’ @-]{{1,60}}/[\w.'’ /-]{{2,60}}$"
    rf"|{_AFTER_SENTENCE}(?:{_NAME} ){{0,5}}(?:via )?{_AGENCY}(?: Images)?$"
    r"|\s+\((?:click|tap|see|read|watch|swipe|scroll)\b[^()]{0,60}\)$",
)
CREDIT_LINE = re.compile(
    r"^\W*(?:(?:photos?|images?|pictures?|illustration|video|graphic)(?: (?:source|credit|caption)|"
    r" courtesy)?(?: by|:| of|,)|credit:|file photo|getty images|courtesy of)"
    r"|\d{1,2}:\d{2} ?[-–—] ?source: ?\S.*$"
    rf"|^[\w.'’ @-]{{2,60}}/(?:[\w.'’ -]{{1,30}}/){{0,5}}{_AGENCY}$|\b(?:via )?getty images$"
    r"|^\W*copyright\b",
    re.IGNORECASE,
)
SIGNATURE = re.compile(rf"^[-–—−―=]{{1,3}} ?{_NAMES}$")
BYLINE = re.compile(rf"^(?:By|BY|Written by|Reported by|Edited by|Compiled by):? {_NAMES}\W*$")
CONTRIBUTORS = re.compile(
    r"\W*(?:contributing|contributors?|reporting by|additional reporting|editing by)\b"
    r"(?! to\b).{0,200}$"
    r"|from (?:staff|wire|[A-Z][\w ]+) (?:and|&) (?:wire )?(?:reports?|services?)",
    re.IGNORECASE,
)
CONTRIBUTED = re.compile(
    r"\bcontributed (?:to (?:this|the) (?:report|story|article)|reporting|from [A-Z][\w ,]+)\W*$"
)
DATELINE_ALONE = re.compile(r"^(?:[\w.,'’() -]{2,50} )?[A-Z]{2,}(?: [A-Z]\w+)? [—–―-]$")
TAG_LIST = re.compile(
    r"^\W*(?:tags?|topics?|filed under|categories|keywords|hashtags|more on|in this article)"
    r"\s?:\s*\S",
    re.IGNORECASE,
)
NAVIGATION = re.compile(r"\s[|>›»•·/→]+\s")
# A link to another article: a label, then the headline, often with no space between.
LINK_LABEL = re.compile(
    r"^\W*(?:read (?:more|next|also|on|the full|our|here|this)?|more|related|see also|see more|"
    r"also(?: read| see)?|watch(?: now| live| next| this| more)?|listen(?: now)?|recommended|"
    r"don['’]t miss|up next|dig deeper|go deeper|deep dive|learn more|bookmark this|"
    r"(?:just )?for subscribers|exclusively for subscribers|subscribers only|trending|latest|"
    r"must[- ]read|best of|lesen sie auch|mehr zum thema|à lire aussi|lire aussi|lea también|"
    r"leggi anche|leia também|lees ook|читайте также)(?: [^:]{0,40}?(?:coverage|news|stories|"
    r"series|here|from [^:]{1,40}|on [^:]{1,40}))?\s*[:|►▶»]",
    re.IGNORECASE,
)
GLUED_LINK = re.compile(
    r"^(?!(?:[QqAa]|[Qq]uestion|[Aa]nswer|[Cc]laim|[Rr]ating|[Ee]ditor['’]s [Nn]ote)\W)"
    r"[^:.!?]{1,90}"
    r"(?:(?<!\d)[:?!]|(?<=\d):(?!\d)|[?!]['’\"”]:)"
    r"(?:(?<![?!])['\"‘“$])?(?=[A-Z\d][^\s]*(?: [^\s]+){3})"
)
LIST_HEADER = re.compile(
    r"""^\W*(?:
      (?:more|also|other|latest|top)\ (?:from|in|by)\ (?!\w+\ (?:to|and)\b)[\w.,'’&\ -]{2,40}
    | (?:more|other|latest|top|related|recommended|popular|trending|similar|featured|recent|
        our\ latest|sponsored|promoted|further|previous|all|today['’]s\ top)\ (?:\w+\ )?
        (?:stories|articles|headlines|reading|posts|links|content|coverage|topics|videos|reads)
        (?:\ (?:on|from|about|in|for|you)\b.{0,40})?
    | (?:more|read\ more)\ (?:on|about)\ (?:this|the)\ (?:story|topic|article|author|subject)
    | (?:trending|popular|happening)(?:\ (?:on|in|at|now|today|this\ week|right\ now)\b.{0,30})?
    | most\ (?:read|popular|viewed|watched|shared|commented|recent)
        (?:\ (?:on|in|stories|articles|news|now|today|this\ week)\b.{0,30})?
    | you\ (?:may|might)\ (?:also\ )?(?:like|enjoy|be\ interested\ in)(?:\ .{0,20})?
    | (?:recommended|suggested|selected|handpicked|picked)\ (?:for\ you|reading|stories)
    | (?:related|recommended|read\ next|up\ next|read\ also|see\ also|editors?['’]?s?\ picks?|
        don['’]t\ miss|in\ case\ you\ missed\ it|what\ to\ read\ next|keep\ reading|
        around\ the\ web|from\ around\ the\ web|from\ our\ partners|from\ the\ web|
        paid\ content|you\ missed|mehr\ zum\ thema|auch\ interessant|à\ lire\ aussi|
        lire\ aussi|lea\ también|le\ puede\ interesar|leggi\ anche|leia\ também|lees\ ook|
        читайте\ также)
    )\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
