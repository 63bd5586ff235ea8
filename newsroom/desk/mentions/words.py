"""What English words tell about a name beside them. Lists made by hand, on purpose general.

Nothing here names a company: the lists say which words are ordinary, which end a company's name,
which capitals mean nothing. All in lower case.
"""


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


# The legal form, which may be left out or stand in another spelling without changing the company.
LEGAL = word_set("""
    ab ag as asa bhd bv co company corp corporation cos cv gmbh inc incorp incorporated jsc kg kgaa kk
    limited llc llp lp ltd ltda nv oy oyj plc pte pty pvt sa sab sae sarl se spa srl
""")

# Words that close a company's name but belong to it: cutting them gives a short form.
COMPANY_WORDS = word_set("""
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
    | word_set("""
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

MONTHS = word_set("""
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
""")
DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun")

NUMBERS = word_set("""
    one two three four five six seven eight nine ten eleven twelve first second third fourth
    hundred thousand million billion
""")

# Words that carry a capital in any sentence: the capital is no sign of a company.
PLACES = word_set("""
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
STATES = word_set("""
    ala ariz ark calif colo conn dc del fla ga ia ill ind kan kans ky la mass md mich minn miss mo mont nc nd neb nebr
    nev nh nj nm ny okla ore penn pa ri sc sd tenn tex va vt wash wis wva wyo ont que
""")

GIVEN_NAMES = word_set("""
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

SURNAMES = word_set("""
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
CHINESE_SURNAMES = word_set("""
    an bai ban bao bei bi bian bo cai cao cen chang chao chen cheng chi chu cui dai deng diao ding dong
    dou du duan fan fang fei feng fu gan gao ge geng gong gu guan gui guo han hao he hong hou hu hua
    huang huo ji jia jian jiang jiao jin jing ju kang ke kong lai lan lei li lian liang liao lin ling liu
    long lou lu luo lv ma mao mei meng mi miao min mo mu ni nie niu ou ouyang pan pang pei peng qi qian
    qiao qin qiu qu quan ren ruan shan shang shao shen sheng shi shu si sima situ song su sui sun tan
    tang tao tian tong tu wan wang wei wen weng wu xi xia xian xiang xiao xie xin xing xiong xu xue yan
    yang yao ye yi yin ying you yu yuan yue zang zeng zha zhan zhang zhao zheng zhong zhou zhu zhuang zhuo zou
""")

# After a capitalised title the next capital starts a new name.
TITLES = word_set("""
    adviser advisor ambassador analyst analysts attorney board captain ceo cfo chair chairman
    chairwoman chancellor chief coach commissioner congressman coo correspondent cto dean deputy director
    doctor dr economist editor engineer executive founder general governor judge king lady lawyer
    lieutenant lord madam major manager mayor minister miss mr mrs ms officer official partner premier president
    prince princess prof professor queen rep reporter representative scientist sec secretary sen
    senator sergeant sheriff sir speaker spokesman spokesperson spokeswoman treasurer
    vice
""")

# An active subject stands before these.
SUBJECT_VERBS = word_set("""
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
    | word_set("""
    a ability able about above abroad absolute access accident accord according account ace achieve achievement acme
    acre across act action active activity actor actual ad add address adobe advance advanced advantage adventure
    advice affair after afternoon afterwards again against age agent agile agreement agriculture ahead aid aim air
    aircraft airline alarm album alert align all allied ally alpha alphabet also alternative although always am amazon
    amber ambition amount amp an analysis anchor and angel animal announcement another answer ant any anyone anything
    apartment apex apollo appeal applause apple application applied approach approval april aqua arc arch are area
    argument arm army arrival arrow art article as ask aspect aspire asset assist assurance at atlas atmosphere attack
    attention auction audience audio author auto average avid away axis baby back background bag balance ball band
    banner bar barrel base baseball basic basket basketball bath battery battle bay be beach beacon bean bear beauty
    because bed beef been before beginning behavior behaviour being bell belt benchmark benefit berry besides best
    beta better between beyond bias bid big bike bill bio bird birth bit black blade blast blaze block blood bloom
    blue boat body bold bolt bomb bond bone bonus book boom boost boot border boss both bottle bottom boundary bow
    bowl box boy brain branch brand brave bread break breath breeze brewer brick bridge brief bright bring broad
    broadband broadcast broadway broker bronze brother browser bubble buckle budget bug build builder bull bundle bus
    business but butterfly button buy buyer by cable cake calendar call calm camera camp campaign can cancer candidate
    canvas cap capacity cape car carbon card care career cargo carnival carrier cars case cash castle cat catalyst
    cattle cause ceiling cell cent central century certain chain challenge challenger champion chance change channel
    chapter charge charity charm chart chase chat check cheer cheese chef cherry chess chest chicken child childhood
    chip chocolate choice cinema circle circuit citizen civil claim clarity clash class classic classroom clay clean
    clear click client cliff climate clinic clock close clothes clothing cloud clover coach coal coast coat cocoa code
    coffee coin cold colleague collection colony color colour column combined comedy comet comfort command comment
    commerce commercial commodity common community compass complete complex compound computing concept concern concord
    concrete condition condor confidence conflict connect connection consequently conservative consolidated constant
    constellation construction consumer contact container content contest continental contract control convention
    conversation cook cool copper copy coral core corn corner corporate cosmos cost costume cotton could country
    couple courage courier course cousin cover craft crane crash crazy cream create creative credit crest crew cricket
    crime crisis critic crop cross crowd crown crude cruise crystal cube culture currency current curve custom
    customer cut cutting cycle cycling daily dairy damage dance danger dark data date daughter dawn day deadline deal
    dear death debate debt decade decision decline deep deere defeat defence defense deficit degree delay delight
    delivery delta demand democracy democratic dentist deposit depth design desk destination detail developer device
    diamond did die diet difference digital dimension dinner diplomat direction disaster disc discount discover
    discovery disease dish dispute distance diversified dividend do dock document does dog dollar dolphin dome
    domestic domino door dot double doubt dove down draft dragon drama drawing dream dress drill drink drive driver
    drop drought drug drum dry dual due duke during dust duty dynamic each eagle earlier early earnings earth
    earthquake ease easily east eastern easy echo eclipse economic economy edge edison edition education effect
    efficient effort egg either elder election electrical electricity electronic element elite else elsewhere ember
    emerald emergency emerging eminent emotion emperor empire employ employee employer employment enable end endeavour
    endurance enemy engage engine enjoy enter entire entry environment envision episode equal equinox equipment equity
    error escape especially essential estate eternal ethos even evening event ever evergreen every evidence evolution
    exact exam example excel excellence exclusive exercise exhibition exit expansion expedition expense experience
    experiment expert explore export exports express extension extra extreme eye fabric face facet factor factory
    failure fair fairy faith falcon fall family fan fancy far fare farm farmer farmers fashion fast fate father fault
    favor fear feather feature federal federated fee feed feel fellow female fever fiber fibre fiction field fifth
    fight fighter figure file final finally find fine finger fire firefly firm fiscal fish fisher fit fix flag
    flagship flame flash flat fleet flex flight flood floor flow flower fluent fluid fly focus folk follow food foot
    football for force foreign foreigner forest forever forge form former formula fort forte fortress fortune forward
    four fox frame frank free freedom freeze freight fresh friend friendly from front frontier fruit fuel full fun
    funeral furthermore fusion future gain galaxy gallop gamble game gap garage garlic gas gasoline gate gateway
    gather gear gem gemini gene generally generation genesis genius gentle genuine get ghost giant gift girl give
    glacier glance glass global globe glory go goal goat gold golden good goods graduate grain grand grande
    grandmother granite grape graph grass gravity great greater green grey grid grip grocery gross ground grove grow
    growth guarantee guard guardian guess guest guide guild guitar gulf gun guy habit had hair half hallmark halo halt
    hammer hand handle happy harbor harbour hard hardware harmony harvest has hat have haven hawk he head heading
    health healthcare hearing heart heat heaven heavy height heir helicopter hell help hence her here heritage hero
    high higher him hint hiring his historic history hit hockey hold hole holiday holly holy home honest honey honor
    hook hope horizon horror horse host hostage hot hotel hour household housing how however hub human humble humor
    humour hunger hunter hurricane hurry husband hybrid hydro i ice icon idea ideal identity if ignite illuminate
    image imagine immigration impact imperial import imports impression improvement impulse in inch income indeed
    independence independent index individual infinite infinity inflation influence information initial initiative
    injury ink inner innocent innovate innovation innovations innovative input inquiry insect inside insider insight
    inspire installation instant instead institution insurer integral integrated integrity intelligence interactive
    interest interface interior interlink internal internet interview into introduction invasion invention inventor
    invest investigation investor invitation iron is isle issue it item its ivory jacket jade jail jet jewel job jobs
    join joint joke jolly journalist journey joy judge juice jump junction june jungle junior jupiter jury just
    justice keen keep kernel key kick kid kidney killer kind kinetic kingdom kiss kitchen kite knee knife knock knot
    know label labor labour lack ladder lamb lamp land landmark landscape lane language lap laptop large largest laser
    last late lately later latest launch laurel law lawsuit layer lead leader leadership leaf league leap learn
    learning leather lecture left leg legacy legal legend leisure lemon lender less lesson let letter level leverage
    liberty licence license lie life lift light lightning like lily limit line link lion lip liquid list listing
    little live living load loan lobby local lock loft log logic logo long look loop loss lost lots lottery lotus loud
    lovable love low loyal loyalty lucid luck lucky lumen luna lunar lunch lung luxury lynx machine macro made magic
    magna magnet magnetic mail main maintenance maize major make maker makers male man manage mango manufacturer many
    map maple marathon march margin marine mark market marketing marriage mars mask mass master match mate math matrix
    matter maverick maximum may me meal mean meaning meanwhile measure meat medal medicine medium meet meeting mega
    member memorial memory men mental mentor menu merchant merchants mercury merge merger meridian merit mess message
    metal method metro metropolitan micro mid middle midland midnight midway might mile milestone military milk mill
    mind mine mineral minerals mini minimum minor mint minute mirage mirror miss missile mission mistake mix mixed
    mobile mobility mode model modern modest mom moment momentum monarch money monitor monopoly monster month monument
    mood moon moral more moreover morning mortgage mortgages most mother motion motive mount mouse mouth move movement
    movie much mud multi murder muscle music musician must mutual my mystery myth nail name nano nation national
    native natural nature navigator near necessary neck need needle neighbor neighbour neo nerve nest net never
    nevertheless new newly newspaper next nice night nimble no noble nobody node noise nomad none nonetheless noon nor
    normal north northeast northern northwest northwestern nose not note notes nothing notice nova novel now nuclear
    number nurse nut oak oasis object objective occasion ocean of off offensive offer officer officials often old
    olive olympic omega omni on once one onion only onward open opening opera operation operator opinion opponent
    opportunity opposition optic optical optima optimal optimum option or oracle orange orbit orchard orchid order ore
    organic orient oriental origin original other otherwise our out outcome outlook output outside oven over overseas
    owl own owner owners oxygen ozone pace pack package page pain paint painting pair palace palm pan panda panel
    panic panorama pants paper paradigm paradise paragon parallel parent parking parliament partnership parts pass
    passenger passion password past patch patent path patient patriot patrol pattern pay payment peace peak pearl peer
    pen penalty penguin penny pension people peoples pepper percent percentage perfect performance perhaps period
    permian permission permit person personal personnel perspective petal petrol phase philosophy phone photo
    photograph phrase physical physics piano picture pie piece pig pilot pine pink pioneer pipe pipeline pitch pixel
    pizza place placement plain plan plane planet plant plastic plate platform platinum play player please pledge plot
    plus pocket poem poet poetry point polar polaris pole police policy politics poll pollution polo pond pool poor
    pop popular portal portfolio position positive pot potato potential pound poverty powder practical practice
    prairie prayer precise precision preferred pregnant premier premium prescription presence present pressure
    prestige previously price prices pricing pride primary prime prince principal print printer prior priority prism
    prison prisoner private pro problem procedure proceed process produce producer producers product profession
    professional profile profit profits program programme progress progressive project promise promotion proof proper
    property prospect prosper protect protein protest proud provide provident prudential psychology pub public
    publication publisher publishing pulse pump punch punishment purchase pure purple purpose pursuit push puzzle
    quality quantity quantum quarry quart quarter quarterly quartz quest question queue quick quiet quite quiz quote
    rabbit race radar radiant radical radio rail railway rain rainbow raise rally ranch range ranger rank ranking
    rapid rare rate rather rating ratio raven raw ray reach read reader ready real reality realm reason rebel receipt
    receiver recently recession recipe record recovery recruit recycling red reduction referee reference refinery
    reflect reform refresh refugee regal regent regime region regional register regular regulator reign relation
    relationship relay release reliable reliance relic relief religion remark remedy renaissance renew renewable rent
    repair replacement report reporters republic rescue research reservation reserve resident residents resistance
    resolute resolution resolve resort resource respect response rest restaurant restructuring result retailer
    retailers retirement return revenue revenues reverse revolution reward rhythm rice rich ride rider ridge rifle
    right ring riot rise risk ritual rival robot robotics robots robust rock rocket role roof room root roots rope
    rosy rough round route routine row royal rubber ruby rugby rule rumor rumour run runner rural rush sad safe safety
    sage sail sailor saint salad salary sale sales salmon salt same sanction sand sandwich sapphire satellite sauce
    save savvy say scale scan scandal scene schedule scheme science scope score scout scratch screen screening script
    sculpture sea seafood seal search season seat secret sector secure security see seed select self semester senate
    senior sense sensor sentence sentinel sequence series serve server servers session set settlement seven several
    shadow shape share shareholder shareholders sharp she shell shelter shift shine ship shipment shirt shock shoe
    shooting shop shopper shoppers shopping shore short should shoulder show shower shuttle sick side sierra sight
    sigma sign signal signature signing silence silent silicon silk silver similarly simple simply since singer single
    sister site sitting six size skating ski skill skin skirt sky skyline slate sleep slim slip slow small smart smile
    smooth snake snap snow so soap soccer social soft solar soldier soldiers solid solo solution some sometimes son
    song sonic soon sorry soul sound soup source south southeast southern southwest southwestern sovereign soy space
    spam span spark special specialty spectra spectrum speech speed spelling spending sphere spice spin spirit
    splendid spoke sponsor sport sports spot spread spring sprint spruce squad squash stable staff stage stake
    standard standing star stars start state statement states statue status stay steady steak steal steam steel
    stellar stem step sterling stick still stock stomach stone stones storage store storm story strain strange
    stranger strategic strategy stream strength stress strike string strip stripe strong structure struggle student
    studio stuff style sub subject subsidiary success such sugar suit sum summer sun sunrise sunset sunshine super
    superior supermarket supplier suppliers supplies supply support supreme sure surf surface surge surgery surplus
    surprise survey survival suspect swan sweat sweet swift swim swimming switch sword symbol symphony symptom sync
    synergy table tag tail takeover tale talent talk tank tanker tape target tariff task taste tax taxes taxi tea
    teacher team tear tele telephone television tell temperature temple ten tenant tender tennis tension tent term
    terminal terms terra territory terror test text than that the their them theme then theory therapy there
    thereafter therefore these they thief thing think thinking third this thorn those though thought thread threat
    three thrift throat through thunder thus ticket tide tie tiger timber time tin tip titan to tobacco today toe
    together toilet token tomorrow tone tongue tonight tonnes tool tooth top topaz topic torch total touch tour
    tourism tourist tournament toward towel tower town toy track trade trader traders tradition traffic tragedy trail
    train trainer training trans transaction transfer transit transition translation transmission transport trap
    travel treasure treasury treat treatment treaty tree trek trend tri trial triangle tribe trick trident trim
    trinity trip triple triumph troop troops tropical trouble truck trucks true truth try tulip tunnel turbo turn
    tutor twin twist two type tyre ultimate ultra umbrella uncle under understanding unemployment unified uniform
    union unique unison unit united unity universal universe unless unlike until up upper upstream uranium urban us
    usage use user users usually vacation vaccine valiant value valve van vanguard vantage variety various vast vault
    vector vegetable vehicle vehicles venture venus verb veritas verse version vertex vertical very vessel veteran
    vibe vibrant victim victims victor victory video view vigor village vine vintage violence virgin virtual virtue
    virus visa vision visit visitor visitors vista visual vital vitamin vivid voice volt volume volunteer vote voter
    voters voyage voyager wage wages waiter walk walker wall wallet want war warehouse warm warning warrant was waste
    watch water watt wave way we weakness wealth weapon weapons weather web wedding week weekend weekly weight welcome
    welfare well wellness west western wet whale what whatever wheat wheel when whenever where whereas wherever
    whether which while whip white who whole wholesale whose why wide widow wife wild will willow win wind window wine
    wing winner winter wire wireless wisdom wise wish with within without witness wolf woman women wonder wood wool
    word work workday worker workers workshop world worldwide worth would wound wrap write writer writing yard year
    yellow yes yesterday yet yield you young your youth zebra zenith zero zest zip zodiac zoom
""")
)

# The little words inside names: "Bank of India", "Procter and Gamble".
CONNECTORS = word_set("of and for the de du la van von to in on at")

# Family names that are also little words: at the head of a sentence "He" is nobody's name.
LITTLE = CONNECTORS | word_set(
    "a an are as at can do gay he her him his i it men she so they too us we will you may long"
)

# They open a sentence without belonging to the name that follows: "When Lenovo", "Buy Lenovo".
OPENERS = LITTLE | word_set("""
    about above accordingly according across after afterwards again against all along already also although always
    amid among another any around avoid because before behind below beneath besides between beyond both but buy by
    consequently consider despite does during each earlier either elsewhere especially even ever every except few
    finally following former formerly from further furthermore generally had has have hence here hold how however if
    indeed inside instead into is its just last lastly late later like likewise many meanwhile moreover most mostly
    much near neither never nevertheless next no nonetheless nor not now off often once one only or other otherwise
    our out outside over own per perhaps previously prior rather recently regarding sell several shares similarly
    since some sometimes soon still such than that their then thereafter therefore these this those though through
    throughout thus today together tomorrow tonight toward towards two under unless unlike until upon usually versus
    via was watch were what whatever when whenever where whereas wherever whether which while who whom whose why with
    within without yesterday yet your
""")

# An abbreviation's point does not end the sentence.
ABBREVIATIONS = word_set("mr mrs ms dr prof st sen rep gen col lt jr sr inc co corp ltd plc no vs u s n v a p l")
