"""The words by which a sentence takes something back: "not", "may", "alleged", "up to", "if".

Each kind holds words that may stand for one another without changing how sure, how complete or
how far done something is. A pattern is one or more words: ``a/b`` is either, ``#`` a number or a
word of number, ``~`` a word in small letters, ``+ing`` a participle. The longest pattern counts.
"""

from __future__ import annotations

NEGATION = "a negation"
FUTURE = "what is still to come"
PROMISE = "a promise"
CONDITION = "a condition"
NOTHING = ""

# Reservations about what a whole clause says.
OF_CLAUSES = {
    NEGATION: """not; never; no; none; nobody; no one; nothing; nowhere; neither; nor; without; non;
        hardly; barely; scarcely; deny/denies/denied/denying/denial/denials;
        refuse/refuses/refused/refusing/refusal to; refuse/refuses/refused/refusing/refusal;
        decline/declines/declined/declining to; fail/fails/failed/failing/failure to;
        reject/rejects/rejected/rejecting/rejection; rule/rules/ruled/ruling out;
        turn/turns/turned down; vote/votes/voted down; vote/votes/voted against; refute/refuted;
        lack of; lack/lacks/lacked/lacking; far from; yet to; rather than; instead of; no longer;
        prevent/prevents/prevented/preventing; stop/stopped/stops ~ from;
        ban/bans/banned/barred/blocked ~ from; untrue; false; rebuff/rebuffed""",
    "a possibility": """may; might; could; possible; possibly; perhaps; maybe; potential;
        potentially; conceivably; not impossible; possibility""",
    "a likelihood": """likely; probably; probable; likelihood; expect/expects/expected/expecting;
        expectation/expectations; anticipate/anticipates/anticipated; predict/predicts/predicted;
        forecast/forecasts; projected/projects to; presumably; on course to; on track to""",
    FUTURE: """will; would; shall; going to; set to; poised to; is/are/was/were due;
        scheduled; slated; is/are/was/were to; about to; will be; upcoming; yet to come""",
    "a plan": """plan/plans/planned/planning to; plan/plans/planned for;
        is/are/was/were planning; plan/plans on +ing; planned; intend/intends/intended/intending;
        intention/intentions; aim/aims/aimed/aiming to; aim/aims/aimed/aiming;
        scheme to; prepare/prepares/prepared/preparing to""",
    "a proposal": """propose/proposes/proposed/proposing; proposal/proposals;
        offer/offers/offered to;
        consider/considers/considered/considering; mull/mulls/mulled/mulling; suggest/suggests;
        suggested; recommend/recommends/recommended; weigh/weighs/weighing""",
    "a wish": """want/wants/wanted/wanting; hope/hopes/hoped/hoping; wish/wishes/wished; seek/seeks;
        sought/seeking; would like; desire/desires; keen to; eager to; call/calls/called for;
        urge/urges/urged/urging; call/calls/called on; ask/asks/asked ~ to""",
    PROMISE: """promise/promises/promised/promising; vow/vows/vowed; pledge/pledges/pledged;
        guarantee/guarantees/guaranteed; commit/commits/committed to; swear/swore to""",
    "a threat": "threaten/threatens/threatened/threatening",
    "an attempt": """try/tries/tried/trying; attempt/attempts/attempted/attempting; bid to;
        effort/efforts to; strive/strove to""",
    "a beginning": """begin/begins/began/begun to; begin/begins/began/begun +ing;
        start/starts/started to;
        start/starts/started +ing; partway; halfway""",
    "an obligation": """must; have/has/had to; need/needs/needed to; required to; obliged to;
        obligatory; compulsory; mandatory; ordered to""",
    "advice": "should; ought; advise/advises/advised; advisable",
    "an ability": "can; able; capable; could not; ability",
    "a belief": """believe/believes/believed/believing; belief; think/thinks/thought; presumed;
        apparently; apparent; appear/appears/appeared to; appear/appears/appeared that;
        seem/seems/seemed/seemingly; assume/assumes/assumed; fear/fears/feared; understood to;
        supposed; supposedly; thought to; considered to; ostensibly; evidently""",
    "an allegation": """alleged; allegedly; allege/alleges/alleging; allegation/allegations;
        reportedly; reported to; reported to have; said to; purported; purportedly; suspected;
        suspicion/suspicions; accuse/accuses/accused/accusing;
        accusation/accusations; rumoured; rumored; rumour/rumours/rumor/rumors;
        claim/claims/claimed to; claim/claims of; unconfirmed; unverified; charged with;
        according to reports; media reports; hearsay""",
    CONDITION: """if; unless; whether; whether or not; provided that;
        as long as; so long as; in case; in the event; on condition; subject to; pending;
        depending; depends; assuming; otherwise; contingent; conditional; conditionally; should it;
        until; even if; only if; as if""",
    "a doubt": """doubt/doubts/doubted/doubtful; unclear; unknown; uncertain; unsure; unproven;
        disputed; questionable; not clear; not known; not yet clear; not yet known; not certain;
        not sure; to be confirmed; remains to be seen""",
    "that it nearly happened": "almost; nearly; narrowly; virtually; all but; practically",
    "that it is going on": """being; ongoing; under way; underway; in progress; continuing;
        in the process""",
    "an exception": "except; excluding; apart from; other than; with the exception; but for",
    "an estimate": "estimate/estimates; estimated that",
    NOTHING: """not only; not just; in all; all told; not merely; not simply; not least;
        no doubt; no . #; or not;
        if not; at all; of all; above all; after all; all time; all right; each other;
        no matter; until now; not to mention; can not help; as a whole;
        may #; free will; as many; as well as; as far as""",
}

# Reservations about the word that follows.
OF_WORDS = {
    "about": "about/around/roughly/approximately/circa #; some #; in the region of #; "
    "an estimated #; estimated #; estimated at #; somewhere around #; or thereabouts",
    "less than": "less/fewer than; under/below #; nearly/almost #; just/well under #; close to #;"
    "just below #; nearly/almost all/every/half",
    "more than": "more than; over/above #; just/well over #; in excess of; upwards of;"
    "just above #; exceeding #; greater than; a little over #;"
    "a little more than; slightly more/over than",
    "at least": "at least; no/not fewer than; no/not less than; a minimum of; minimum of",
    "up to": "up to; at most; as many as; as much as; no/not more than; a maximum of; maximum of",
    "exactly": "exactly #; precisely #",
    "only": "only; just #; solely; merely; exclusively; nothing but; sole; mere; not only",
    "all": "all; every; each; whole; entire; entirely; always; completely; fully; everyone;"
    "everybody; everything; totally; wholly",
    "most": "most; most of; majority; the majority of; a majority of; majority of; mostly; mainly;"
    "largely; usually; generally; typically; predominantly; primarily",
    "many": "many; many of; numerous; a lot of; lots of; often; frequently; a large number of",
    "some": "some; some of; several; several of; a few; a few of; a number of; part of;"
    "parts of; partly; partially; partial; in part; sometimes; occasionally; a handful of",
    "few": "few; few of; little; rarely; seldom",
    "former": "former; formerly; ex; onetime; one time; erstwhile; then",
    "acting": "acting; interim; caretaker; temporary; provisional; temporarily; provisionally",
    "deputy": "deputy; vice; assistant; associate; junior",
    "outgoing": "outgoing; departing",
    "incoming": "incoming; elect; designate; nominee",
    "would-be": "aspiring; prospective; would be; hopeful; candidate",
    "so-called": "so called; self styled; self proclaimed",
    "anti": "anti",
    "pro": "pro",
    "attempted": "attempted",
    "fake": "fake; bogus; mock; counterfeit; phoney; phony; imitation; pretend",
}
BEHIND_NUMBERS = {
    ("or", "so"): "about",
    ("or", "more"): "at least",
    ("or", "fewer"): "up to",
    ("or", "less"): "up to",
    ("at", "least"): "at least",
    ("at", "most"): "up to",
    ("odd",): "about",
    ("plus",): "more than",
}
