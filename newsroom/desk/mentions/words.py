"""What English words tell about a name beside them. Lists made by hand, on purpose general.

Nothing here names a company: the lists say which words are ordinary, which end a company's name,
which capitals mean nothing. All in lower case.
"""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The legal form, which may be left out or stand in another spelling without changing the company.
LEGAL = _set("""
    ab ag as asa bhd bv co company corp corporation cos cv gmbh inc incorp incorporated jsc kg kgaa kk
    limited llc llp lp ltd ltda nv oy oyj plc pte pty pvt sa sab sae sarl se spa srl
""")

# Words that close a company's name but belong to it: cutting them gives a short form.
COMPANY_WORDS = _set("""
    airlines airways associates automotive bancorp bancshares bank biotech brands broadcasting brothers
    capital chemical chemicals communications computer computers development electric electronics
    energy engineering enterprise enterprises entertainment estates finance financial foods foundation fund
    group holding holdings hospital hotels industries industrial infrastructure infotech institute insurance
    instruments international investment investments lab laboratories laboratory labs life logistics
    manufacturing markets materials media medical mining motor motors network networks oil partners
    petroleum pharma pharmaceutical pharmaceuticals power press products properties realty resources
    retail savings securities semiconductor service services shipping software solutions steel stores
    studio studios system systems tech technologies technology telecom telecommunications trading
    trust university utilities ventures works
""")

# A longer name that ends so is an organisation, a place or a programme of its own.
NAME_TAILS = (
    COMPANY_WORDS
    | LEGAL
    | _set("""
    academy administration agency airport alliance arena association authority avenue award awards
    board bridge building bureau center centre chamber church city club college commission committee
    conference congress council county court cup department direct district division exchange express
    faculty federation festival forum gallery garden gardens government hall highway hill hills house island
    islands journal lake league library magazine ministry mountain museum mutual news observatory
    office online open organisation organization park party plaza port post prize province racing review
    river road school schools society square stadium standard station street summit team theater theatre times
    tower tribune tv union valley village zone
""")
)

MONTHS = _set("""
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
""")
DAYS = _set("monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun")

NUMBERS = _set("""
    one two three four five six seven eight nine ten eleven twelve first second third fourth
    hundred thousand million billion
""")

# Words that carry a capital in any sentence: the capital is no sign of a company.
PLACES = _set("""
    africa african alabama alaska albany america american amsterdam arabia argentina arizona arkansas
    asia asian athens atlanta atlantic austin australia australian austria bangalore bangkok
    barcelona beijing belgium belgian berlin boston brazil brazilian britain british brooklyn brussels
    buffalo cairo california cambridge canada canadian carolina chelsea chengdu chicago chile china
    chinese chongqing cincinnati cleveland colorado columbia columbus connecticut dakota dallas
    danish delaware delhi denmark denver detroit dubai dutch edinburgh egypt england english essex
    europe european finland florida france french geneva georgia german germany greece greek guangdong
    guangzhou haidian hamburg hangzhou hawaii holland hollywood houston hudson hungary idaho illinois
    india indian indiana indianapolis indonesia iowa ireland irish israel israeli italian italy
    jakarta japan japanese jersey johannesburg kansas kent kentucky kenya korea korean kuwait lagos
    lancaster latin lincoln lisbon liverpool london louisiana louisville maine malaysia manchester manhattan
    manila maryland massachusetts mediterranean melbourne memphis mexican mexico miami michigan midlands
    milan milwaukee minneapolis minnesota mississippi missouri montana montreal moscow mumbai
    munich nanjing nashville nebraska nevada newark norway norwegian oakland ohio oklahoma ontario oregon
    orleans oslo ottawa oxford pacific pakistan panama paris pennsylvania persian peru philadelphia
    philippine philippines phoenix pittsburgh poland polish portland portugal prague quebec queensland
    richmond rochester rome russia russian saudi scotland scottish seattle seoul shanghai shenzhen
    shijingshan siberia singapore spain spanish stockholm suzhou sweden swedish swiss switzerland
    sydney taipei taiwan tennessee texas thai thailand thames tianjin tokyo toronto tsukuba turkey turkish
    uk us usa utah vancouver venice vermont victoria vienna vietnam virginia wales warsaw washington welsh
    westminster windsor wisconsin wuhan wyoming xian xicheng chaoyang york zealand zhongguancun zurich
""")

# As agencies shorten them behind a town.
STATES = _set("""
    ala ariz ark calif colo conn dc del fla ga ia ill ind kan kans ky la mass md mich minn miss mo mont nc nd neb nebr
    nev nh nj nm ny okla ore penn pa ri sc sd tenn tex va vt wash wis wva wyo ont que
""")

GIVEN_NAMES = _set("""
    abdul adam ajay alan albert alex alexander alfred alice amit amy andrea andrew anil anita ann anna
    anne anthony arthur arun ashok barbara ben benjamin bernard bill bob brian bruce carl carlos carol
    caroline catherine charles charlie chris christian christopher claire craig daniel david deborah
    deepak dennis diana dick dilip don donald dorothy douglas ed eddie edward elizabeth emily emma eric
    ernest eugene evan francis frank fred frederick gary gaurav gautam geoffrey george gerald gerard
    gilbert gordon grace graham greg gregory harold harry harsh heather helen henry herbert howard hugh ian
    irene isaac jack jacob james jane janet jason jay jean jeff jeffrey jennifer jerry jessica jim joan joe
    john johnny jonathan jose joseph joyce juan judy julia julie justin karen karl kate katherine
    keith ken kenneth kevin kiran kumar larry laura lawrence leo leon leonard leslie lewis linda lisa
    lloyd louis louise lucy luis luke manish manoj marcus margaret maria marie mark martha martin mary matt
    matthew max maurice melissa michael michelle mike mohamed mohammed mohan monica mukesh nancy naveen neil
    nicholas nick nicole nitin norman oliver oscar pamela pankaj patricia patrick paul pedro peter philip
    phil phillip prakash rachel rahul raj rajesh rajiv rakesh ralph ramesh ravi ray raymond rebecca richard
    rick robert robin roger ron ronald rose roy russell ruth ryan sachin sam samantha samuel sandeep sandra
    sanjay sara sarah scott sean sharon shirley simon sophie stanley stella stephanie stephen steve steven
    stuart sunil suresh susan ted terry theodore thomas tim timothy tina todd tom tommy tony tracy
    vijay vikram vincent vinod vivek walter wayne wendy william
""")

SURNAMES = _set("""
    adams allen anderson armstrong bailey baker barnes bell bennett black brooks brown bryant burns butler
    campbell carter clark coleman collins cook cooper cox crawford cruz curtis davis dean diaz
    dixon edwards elliott ellis evans fisher fleming ford foster fox freeman garcia gibson gomez gonzalez
    graham grant gray green griffin gupta hall hamilton hansen harper harris harrison hart harvey hayes
    hill holmes hopkins howard hudson hughes hunt hunter jackson jefferson jenkins jensen johnson jones
    jordan joshi kelly kennedy kim king knight kumar lane larson lawson lee lewis lopez lynch marshall
    martin martinez mason mcdonald mehta meyer miller mills mitchell moore morgan morris
    morrison murphy murray myers nelson newman newton nguyen nichols olson owens palmer park parker
    patel patterson pearson perez perkins perry peters phillips pierce porter powell price ramirez reed
    reynolds rice richards richardson rivera roberts robertson robinson rodriguez rogers rose ross russell
    sanchez sanders schmidt shah sharma shaw simmons simpson singh smith spencer stevens stewart stone
    sullivan taylor thomas thompson torres tucker turner wagner walker wallace ward warren washington watson
    weaver webb weber wells wheeler white williams williamson wilson wong wood woods wright young
""")

# Family names that come first in romanised Chinese: "Guo Hong … Guo said".
CHINESE_SURNAMES = _set("""
    an bai ban bao bei bi bian bo cai cao cen chang chao chen cheng chi chu cui dai deng diao ding dong
    dou du duan fan fang fei feng fu gan gao ge geng gong gu guan gui guo han hao he hong hou hu hua
    huang huo ji jia jian jiang jiao jin jing ju kang ke kong lai lan lei li lian liang liao lin ling liu
    long lou lu luo lv ma mao mei meng mi miao min mo mu ni nie niu ou ouyang pan pang pei peng qi qian
    qiao qin qiu qu quan ren ruan shan shang shao shen sheng shi shu si sima situ song su sui sun tan
    tang tao tian tong tu wan wang wei wen weng wu xi xia xian xiang xiao xie xin xing xiong xu xue yan
    yang yao ye yi yin ying you yu yuan yue zang zeng zha zhan zhang zhao zheng zhong zhou zhu zhuang zhuo zou
""")

# After a capitalised title the next capital starts a new name.
TITLES = _set("""
    adviser advisor ambassador analyst analysts attorney board captain ceo cfo chair chairman
    chairwoman chancellor chief coach commissioner congressman coo correspondent cto dean deputy director
    doctor dr economist editor engineer executive founder general governor judge king lady lawyer
    lieutenant lord madam major manager mayor minister miss mr mrs ms officer official partner premier president
    prince princess prof professor queen rep reporter representative scientist sec secretary sen
    senator sergeant sheriff sir speaker spokesman spokesperson spokeswoman treasurer
    vice
""")

# An active subject stands before these.
SUBJECT_VERBS = _set("""
    acquired acquires acquire added adds agreed agrees aims also announced announces announce appointed appoints
    approved began begins beat beats bought buys buy called claims closed closes completed confirmed
    cut cuts declared declined declines denied develops disclosed dips dropped drops earned employs
    expects expected expands expanded fell falls filed forecast founded gained gains gets got had has
    hires hired hits inks intends invested invests is issued joined jumps jumped launched launches launch
    lost makes may might named names offered offers opened opens operates own owns paid plans planned
    plunges posted posts predicts produces projects proposes proposed provides purchased raised
    raises rallies received recalls recommends recorded refused rejected released releases reported
    reports reveals rises rose said saw says seeks sees sells sell sets set shuts signs signed slips
    slumps soars sold spent spokesman spokeswoman started stock shares share surges sued tanks told
    tumbles unit unveiled unveils uses wants was welcomed will wins won would
""")

# Ordinary words. A company called so needs more than its capital.
ORDINARY = (
    MONTHS
    | DAYS
    | NUMBERS
    | PLACES
    | LEGAL
    | COMPANY_WORDS
    | NAME_TAILS
    | TITLES
    | _set("""
    according afterwards although another besides both consequently during earlier elsewhere especially finally former
    furthermore generally hence here however indeed instead last lately later like many meanwhile moreover most much
    nevertheless nonetheless nor not now often only otherwise perhaps previously rather recently several similarly
    sometimes still such thereafter therefore though thus today tomorrow tonight under unless unlike until usually what
    whatever whenever whereas wherever whether whose yesterday
    a about above absolute access ace achieve acme across act action active ad add adobe advance
    advanced advantage after again against age agile ahead aid aim air alarm alert align all allied
    ally alpha alphabet also alternative always am amazon amber ambition amp an anchor and angel another
    answer ant any apex apollo appeal apple applied april aqua arc arch are area arm army arrow art as
    ask aspect aspire asset assist assurance at atlas auto avid away axis back balance ball band banner
    bar base basic battery bay be beacon bear beauty because bed been before being belt benchmark benefit
    berry best beta better between beyond big bill bio bird bit black blade blaze block bloom blue body bold
    bolt bond book boom boost boot border boss both bottle bottom boundary bow bowl box boy brand brave
    bread break breeze brick bridge bright bring broad broadway bronze brother buckle budget build
    builder bull bundle business but butterfly buy by cable call calm camera camp can canvas cap cape
    car card care cargo carnival carrier cars case cash castle cat catalyst cause cell central
    century certain chain challenge champion chance change channel chapter charge charm chart chase
    chat check cheer cherry chess child choice circle circuit citizen civil clarity class classic clean
    clear click client cliff climate clock close cloud clover coach coal coast code coffee cold
    colony color column combined comet comfort command commerce commercial common community compass
    complete computing concept concord concrete condor connect consolidated constant constellation
    consumer contact container content continental contract control cook cool copper coral core
    corner corporate cosmos cost cotton could country courier course cover craft crane crazy cream create
    creative credit crest crew cross crown crystal cube culture current curve custom customer cutting
    cycle daily dairy dark data date dawn day deal dear deep deere defense delight delta design
    desk destination did die digital dimension direction discover discovery dish distance diversified
    do dock does dog dollar dolphin dome domestic domino door dot double dove down dragon dream drink
    drive drop drum dual due duke during dynamic each eagle early earth ease easily east eastern easy echo
    eclipse edge edison education efficient effort egg either elder element elite else ember emerald
    emerging eminent emperor empire employ enable end endeavour endurance enable engage engine
    enjoy enter entire entry environment envision equal equinox equity essential estate eternal
    ethos even ever evergreen every evolution exact excel excellence exclusive expedition expert explore
    express extra extreme eye fabric face facet factor factory fair faith falcon family fancy far farm
    farmers fashion fast father favor feather feature federal federated field fifth figure
    file final find fine fire firm firefly fish fit fix flag flagship flame flash flat fleet flex flight
    flow flower fluent fluid fly focus follow food foot for force foreign forest forever forge form
    formula fort forte fortress fortune forward four frame free freedom freight fresh friend from front
    frontier fruit fuel full fun fusion future gain galaxy gallop game gap gas gate gateway gather
    gear gem gemini gene genesis genius gentle genuine get giant gift girl give glacier glass global
    globe glory go goal gold golden good grand grande granite grape graph grass gravity great greater
    grid grip ground grove grow growth guarantee guard guardian guess guest guide guild gulf had half hallmark
    halo hammer hand handle happy harbor harbour hard harmony harvest has hat have haven hawk he head
    health healthcare heart heat heaven heavy height heir help her here heritage hero high
    higher him his historic history hit hold holiday holly home honest honey honor hope horizon horse
    host hot hour household how hub human humble hunter hybrid hydro i ice icon idea ideal identity if
    ignite illuminate image imagine impact imperial import impulse in inch independence independent index
    individual infinite infinity influence information initiative inner innovate innovation innovative
    innovations input inside insight inspire instant integral integrated integrity intelligence
    interactive interface interior interlink internal internet into inventor invest iron is isle it item
    its ivory jade jet jewel job join joint jolly journey joy judge jump junction june jungle junior jupiter just keen
    keep kernel key kid kind kinetic kingdom kite knot know label ladder land landmark language
    large laser last late launch laurel law lead leader leaf league leap learn learning leather
    left legacy legal legend leisure lemon less let letter level leverage liberty life lift light lightning
    like lily limit line link lion liquid list little live living load local lock loft logic logo long
    look loop lost lotus loud love lovable low loyal lucid luck lucky lumen luna lunar luxury lynx
    machine macro made magic magna magnet magnetic main major make man manage mango map maple marathon
    march margin marine mark market marketing mars master match matrix matter maverick may me mean
    measure meet mega member memory men mentor merchant merchants mercury merge meridian merit metal
    method metro metropolitan micro mid middle midland midway might mile milk mill mind mine minerals mini mint minute
    mirage mirror miss mission mobile mobility mode model modern moment momentum monarch money monitor
    monster moon more morning most mother motion motive mount mouse move movement much multi music
    must mutual my nano nation national native natural nature navigator near necessary need neo
    nest net never new newly next nice night nimble no noble node nomad none noon normal north
    northeast northern northwest northwestern nova novel now nuclear number oak oasis object ocean of off
    offer officer old olive olympic omega omni on once one only onward open opera optic optical optima optimal
    optimum option or oracle orange orbit orchard orchid order organic orient oriental origin original other
    our out outlook outside over own owl oxygen ozone pace pack package page paint pair palace palm pan panda
    panel panorama paper paradigm paradise paragon parallel parent parts pass passion past patch path
    patriot pattern pay peace peak pearl peer pen penguin people peoples pepper perfect performance
    permian person personal perspective petal phase phone photo phrase physical piece pilot
    pine pink pioneer pixel place plain plan planet plant plastic platform platinum play player please pledge
    plus pocket point polar polaris policy polo pond pool pop popular portal portfolio position
    positive potential practical prairie precise precision preferred premier premium presence
    present prestige pride primary prime prince principal print prior priority prism private pro
    problem process produce product professional profile profit program progress progressive project
    promise proper property prospect prosper protect proud provide provident prudential public
    pulse punch pure purple purpose pursuit push quality quantum quarry quart quarter quartz quest question quick
    quiet quite quiz race radar radiant radical radio rail rain rainbow raise rally ranch range ranger rapid
    rare rate raven raw ray reach read ready real reality realm reason record red reference reflect
    reform refresh regal regent region regional register regular relay reliable reliance relief remedy
    renaissance renew renewable repair report republic research reserve resolute resolve resource
    response rest result return revolution reward rhythm rich ride ridge right ring rise rival
    robust rock rocket root rope rosy round route royal ruby rule run rush safe safety sage sail saint salt same sand
    sapphire save savvy say scale scan scene science scope scout screen script sea seal search season
    seat secret secure security see seed select self sense sensor sentinel sequence series serve
    set seven shadow shape share sharp she shell shelter shift shine ship shoe shop shore short should show
    side sierra sight sigma sign signal signature silence silent silicon silk silver simple simply
    since single six sky skyline slate sleep slim slow small smart smile smooth snap snow so social soft
    solar solid solo solution some song sonic soon soul sound source south southeast southern
    southwest southwestern sovereign space span spark special specialty spectra spectrum speed sphere
    spice spin spirit splendid spoke sport sports spot spring sprint spruce stable staff stage standard star stars
    start state states steady steam steel stellar stem step sterling still stock store storm story
    strategic strategy stream strength strike stripe strong structure student studio style sub success
    such sugar suit sum sun sunrise sunset sunshine super superior supply support supreme sure surf
    surge swan sweet swift switch symbol symphony sync synergy table tag tail talent talk tank target task taste
    tax team tele tell temple ten term terminal terra test text than that the their them then there
    these they thing think third this thorn those thought thread three thrift through thunder ticket
    tide tiger time timber tin tip titan to today together token tomorrow tool top topaz torch total touch
    tour toward tower town track trade trader tradition traffic trail train trans transfer
    transit transport travel treasure treaty tree trek trend tri triangle tribe trident trim trinity
    triple triumph tropical true truth try tulip turbo turn twin twist two type ultimate ultra umbrella unified
    union unique unison unit united unity universal universe up upper upstream urban us use user valiant
    value vanguard vantage various vast vault vector vegetable venture venus verb veritas verse vertex
    vertical very vessel veteran vibe vibrant victor victory video view vigor village vine
    vintage virgin virtual virtue vision vista visual vital vivid voice volt volume vote voyage
    voyager wall want war warm was watch water watt wave way we weather web week welcome well
    wellness west western wet whale what wheel when where which while white who whole why wide wild will
    willow win wind window wine wing winner winter wire wisdom wise wish with within without wolf woman women
    wonder wood word work workday world worldwide worth would write year yellow yes yet yield you young your
    youth zebra zenith zero zest zip zodiac zoom
""")
)

# The little words inside names: "Bank of India", "Procter and Gamble".
CONNECTORS = _set("of and for the de du la van von to in on at")

# Family names that are also little words: at the head of a sentence "He" is nobody's name.
LITTLE = CONNECTORS | _set("a an are as at can do gay he her him his i it men she so they too us we will you may long")

# An abbreviation's point does not end the sentence.
ABBREVIATIONS = _set("mr mrs ms dr prof st sen rep gen col lt jr sr inc co corp ltd plc no vs u s n v a p l")
