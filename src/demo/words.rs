//! Words to make names of: put together, they are nobody's and no company's.

use crate::orders::sales::BusinessLine;

/// Municipalities by id, in the order of their ids; each has one site, which bears its name.
pub(super) const MUNICIPALITIES: [(&str, &str); 3] =
    [("lindemeer", "Lindemeer"), ("waterstad", "Waterstad"), ("zonnedam", "Zonnedam")];

/// First names.
pub(super) const FIRST: [&str; 56] = [
    "Aad", "Aïcha", "Anke", "Ayşe", "Bram", "Carla", "Chaima", "Coen", "Daan", "Dewi", "Dunya",
    "Eefje", "Elif", "Emre", "Fatma", "Fenna", "Floor", "Freek", "Gerda", "Gijs", "Hanna", "Henk",
    "Ilse", "Imane", "Jaap", "Joke", "Jürgen", "Karim", "Kees", "Lale", "Lotte", "Maaike", "Marek",
    "Mehmet", "Mila", "Noor", "Noël", "Olga", "Omar", "Pien", "Quinten", "Rachid", "Renée", "Rik",
    "Romy", "Samira", "Sjors", "Stefan", "Teun", "Thirza", "Umut", "Vera", "Wietske", "Yara",
    "Yusuf", "Zoë",
];

/// First halves of family names and of companies' names.
pub(super) const THINGS: [&str; 25] = [
    "Paraplu",
    "Theepot",
    "Knikker",
    "Lantaarn",
    "Vlieger",
    "Potlood",
    "Kussen",
    "Pannenkoek",
    "Zeppelin",
    "Wolken",
    "Fluitketel",
    "Sneeuwbal",
    "Veter",
    "Puzzel",
    "Kwartet",
    "Spiegelei",
    "Stroopwafel",
    "Hagelslag",
    "Kapstok",
    "Wasknijper",
    "Trampoline",
    "Kaleidoscoop",
    "Zonnebril",
    "Regenboog",
    "Kruimel",
];

/// Second halves of family names.
pub(super) const FAMILY: [&str; 10] = [
    "veldsma",
    "woudstra",
    "bergema",
    "hoekman",
    "duinsma",
    "brugmans",
    "molenstra",
    "vaartman",
    "kampstra",
    "landema",
];

/// Second halves of companies' names, and what they deal in.
pub(super) const TRADE: [(&str, &str); 10] = [
    ("parade", "Geschenken"),
    ("wonder", "Cosmetica"),
    ("expres", "Logistiek"),
    ("carrousel", "Speelgoed"),
    ("fluisteraar", "Elektrotechniek"),
    ("ballade", "Drukwerk"),
    ("festijn", "Levensmiddelen"),
    ("galop", "Fietsonderdelen"),
    ("vlinder", "Textiel"),
    ("droom", "Wonen"),
];

/// Names of groups.
pub(super) const GROUPS: [&str; 60] = [
    "Merel",
    "Koolmees",
    "Roodborst",
    "Winterkoning",
    "Zwaluw",
    "Kievit",
    "Grutto",
    "IJsvogel",
    "Reiger",
    "Ooievaar",
    "Eik",
    "Beuk",
    "Linde",
    "Wilg",
    "Es",
    "Iep",
    "Berk",
    "Kastanje",
    "Els",
    "Populier",
    "Tulp",
    "Narcis",
    "Krokus",
    "Iris",
    "Lelie",
    "Roos",
    "Dahlia",
    "Aster",
    "Lavendel",
    "Zonnebloem",
    "Vos",
    "Das",
    "Egel",
    "Haas",
    "Eekhoorn",
    "Bever",
    "Otter",
    "Ree",
    "Wezel",
    "Mol",
    "Appel",
    "Peer",
    "Pruim",
    "Kers",
    "Braam",
    "Framboos",
    "Aalbes",
    "Vijg",
    "Kweepeer",
    "Hazelnoot",
    "Kajuit",
    "Anker",
    "Kompas",
    "Zeil",
    "Baken",
    "Vuurtoren",
    "Sluis",
    "Steiger",
    "Sloep",
    "Boei",
];

/// A kind of work: one a hall.
pub(super) struct Trade {
    /// Its name, which the hall bears.
    pub(super) name: &'static str,
    /// What is made.
    pub(super) articles: [&'static str; 6],
    /// The steps, each with its picture.
    pub(super) steps: [(&'static str, &'static str); 3],
    /// What kind of work it is.
    pub(super) line: BusinessLine,
    /// What a municipality orders there, and what kind of work that is.
    pub(super) municipal: Option<(BusinessLine, [&'static str; 6])>,
}

/// The kinds of work.
pub(super) const TRADES: [Trade; 6] = [
    Trade {
        name: "Verpakken",
        articles: [
            "Theezakjes gemengd",
            "Koekblik",
            "Zeepset",
            "Kruidenpotjes",
            "Kaarsenset",
            "Proefpakket",
        ],
        steps: [
            ("Doos vouwen", "fold-box"),
            ("Doos vullen", "pack"),
            ("Sluiten en etiket plakken", "label"),
        ],
        line: BusinessLine::Packaging,
        municipal: None,
    },
    Trade {
        name: "Montage",
        articles: [
            "Scharnierset",
            "Wiel met as",
            "Handgreep",
            "Ophangbeugel",
            "Klemset",
            "Sproeikop",
        ],
        steps: [
            ("Onderdelen klaarleggen", "lay-out"),
            ("Monteren", "assemble"),
            ("Controleren", "check"),
        ],
        line: BusinessLine::Assembly,
        municipal: None,
    },
    Trade {
        name: "Elektro",
        articles: [
            "Kabelset",
            "Stekkerblok",
            "Sensorhuis",
            "Lampfitting",
            "Schakelaar",
            "Adapterset",
        ],
        steps: [("Kabel strippen", "strip"), ("Aansluiten", "connect"), ("Testen", "test")],
        line: BusinessLine::Electro,
        municipal: None,
    },
    Trade {
        name: "Post en drukwerk",
        articles: ["Mailing", "Folderset", "Informatiemap", "Kaartenset", "Kalender", "Cursusmap"],
        steps: [("Vouwen", "fold"), ("Insteken", "insert"), ("Sorteren", "sort")],
        line: BusinessLine::MailPrint,
        municipal: Some((
            BusinessLine::MailPrint,
            [
                "Belastingbrief",
                "Stempassen",
                "Wijkkrant",
                "Afvalkalender",
                "Uitnodiging buurtfeest",
                "Folder sportpas",
            ],
        )),
    },
    Trade {
        name: "Textiel",
        articles: ["Theedoek", "Schort", "Draagtas", "Kussensloop", "Werkhandschoen", "Vlag"],
        steps: [("Strijken", "iron"), ("Opvouwen", "fold"), ("In hoes doen", "pack")],
        line: BusinessLine::Textile,
        municipal: Some((
            BusinessLine::Cleaning,
            [
                "Moppenset",
                "Microvezeldoek",
                "Stofjas",
                "Handdoek zwembad",
                "Gordijn wijkcentrum",
                "Tafelkleed raadzaal",
            ],
        )),
    },
    Trade {
        name: "Sorteren en ompakken",
        articles: [
            "Retourpakket",
            "Displaybak",
            "Boekenpakket",
            "Flessendoos",
            "Bloembollen",
            "Snoepmix",
        ],
        steps: [("Sorteren", "sort"), ("Ompakken", "repack"), ("Stapelen", "stack")],
        line: BusinessLine::Logistics,
        municipal: Some((
            BusinessLine::Green,
            [
                "Bloembollen plantsoen",
                "Zaadmengsel berm",
                "Perkplanten",
                "Boombanden",
                "Plantenlabels",
                "Tegeltuintjes",
            ],
        )),
    },
];

/// Sizes and finishes, to tell articles apart.
pub(super) const VARIANTS: [&str; 10] =
    ["klein", "groot", "blauw", "groen", "naturel", "luxe", "basis", "extra", "duo", "seizoen"];
