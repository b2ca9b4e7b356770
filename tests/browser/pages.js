// Every page that a browser looks at. A new page is a line here.
//
// name    of its pictures
// path    where it is, in the company that tests/it/browser makes up
// role    who looks: a supervisor, unless another role is given, or null for nobody; a paired `tablet` or `wall`; see sign_in.js
// floor   true where people wear gloves: targets of 64 px instead of 48
// terminal  true on a terminal at a station: targets of 118 px
// status  of its answer, when it is not 200
// wall    true where it hangs on a wall as well
// send    fields to fill in and send first, so that the page is the answer to a refused form
// form    which form that is, when it is not the first
const correction = "/vloer/hal-1/v1-01/correctie/term-1/00000000000000aa/2";

module.exports = [
  { name: "aanmelden", path: "/aanmelden", role: null },
  { name: "aanmelden-fout", path: "/aanmelden", role: null, send: { naam: "iemand", wachtwoord: "verkeerd" } },
  { name: "mijn", path: "/mijn" },
  { name: "pincode", path: "/mijn/pin" },
  { name: "pincode-fout", path: "/mijn/pin", send: { pin: "123456" } },
  { name: "apparaten", path: "/beheer/apparaten", role: "administrator" },
  { name: "apparaten-fout", path: "/beheer/apparaten", role: "administrator", send: { naam: "" } },
  { name: "apparaat", path: "/beheer/apparaten/d-1", role: "administrator" },
  { name: "koppelen", path: "/koppelen", role: null, floor: true },
  { name: "koppelen-fout", path: "/koppelen", role: null, floor: true, send: { code: "" } },
  { name: "tablet", path: "/tablet", role: "tablet", floor: true },
  { name: "tablet-fout", path: "/tablet", role: "tablet", floor: true, send: { naam: "iemand", pin: "12" } },
  { name: "bord-scherm", path: "/vloer/hal-1", role: "wall", floor: true, wall: true },
  { name: "hallen", path: "/", floor: true },
  { name: "bord", path: "/vloer/hal-1", floor: true, wall: true },
  { name: "bord-rustig", path: "/vloer/hal-2", floor: true },
  { name: "werkplek", path: "/vloer/hal-1/v1-01", floor: true },
  { name: "werkplek-planner", path: "/vloer/hal-1/v1-01", role: "planner", floor: true },
  { name: "werkplek-leeg", path: "/vloer/hal-1/v1-02?dag=2026-11-18", floor: true },
  { name: "correctie", path: correction, floor: true },
  { name: "correctie-fout", path: correction, floor: true, send: { qty: "1,5", reason: "" } },
  { name: "aanwezig", path: "/vloer/hal-1/v1-01/aanwezig", floor: true },
  { name: "aanwezig-fout", path: "/vloer/hal-1/v1-01/aanwezig", floor: true, send: { reason: "" } },
  { name: "quarantaine", path: "/quarantaine" },
  { name: "melding", path: "/quarantaine/q8" },
  { name: "melding-fout", path: "/quarantaine/q8", send: { qty: "heel veel" } },
  { name: "melding-beslist", path: "/quarantaine/q1" },
  { name: "gemeenten", path: "/dashboards/gemeenten", role: "controller" },
  { name: "dagen", path: "/dagen" },
  { name: "dag-afsluiten", path: "/dagen/stad/2026-11-20" },
  { name: "dag-afgesloten", path: "/dagen/stad/2026-11-18" },
  { name: "medewerkers", path: "/medewerkers" },
  { name: "medewerker", path: "/medewerkers/w1" },
  { name: "medewerker-fout", path: "/medewerkers/w1", send: { telefoon: "zes" } },
  { name: "ingezien", path: "/medewerkers/w1/ingezien", role: "privacy_officer" },
  { name: "begeleiding", path: "/dashboards/begeleiding", role: "job_coach" },
  { name: "ontwikkeling", path: "/dashboards/ontwikkeling?medewerker=w1", role: "job_coach" },
  { name: "indicatie", path: "/medewerkers/w1/indicatie", role: "job_coach" },
  { name: "wie-keek", path: "/logboek/medewerker", role: "privacy_officer" },
  { name: "wie-keek-fout", path: "/logboek/medewerker", role: "privacy_officer", send: { nummer: "pluk" } },
  { name: "gebruikers", path: "/beheer/gebruikers", role: "administrator" },
  { name: "gebruikers-niemand", path: "/beheer/gebruikers", role: "administrator", send: { zoek: "" } },
  { name: "gebruiker-nieuw", path: "/beheer/gebruikers/nieuw", role: "administrator" },
  { name: "gebruiker-nieuw-fout", path: "/beheer/gebruikers/nieuw", role: "administrator", send: { naam: "" } },
  { name: "gebruiker", path: "/beheer/gebruikers/a-olga", role: "administrator" },
  { name: "gebruiker-fout", path: "/beheer/gebruikers/a-olga", role: "administrator", send: {}, form: "form[action$='/rol/einde']" },
  { name: "terminals", path: "/beheer/terminals", role: "administrator" },
  { name: "terminal-nieuw", path: "/beheer/terminals/nieuw", role: "administrator" },
  { name: "terminal", path: "/beheer/terminals/stad/term-1", role: "administrator" },
  { name: "rechten", path: "/beheer/rechten", role: "administrator" },
  { name: "logboek", path: "/logboek", role: "privacy_officer" },
  { name: "logboek-controle", path: "/logboek/controle", role: "privacy_officer" },
  { name: "dashboards", path: "/dashboards", role: "controller" },
  { name: "dashboard-gegevens", path: "/dashboards/gegevens", role: "controller" },
  { name: "dashboard-omzet", path: "/dashboards/omzet", role: "controller" },
  { name: "dashboard-omzet-fout", path: "/dashboards/omzet?van=2026-13-01&hal=x&periode=eeuw", role: "controller", status: 422 },
  { name: "dashboard-omzet-leeg", path: "/dashboards/omzet?van=2020-01-01&tot=2020-01-31", role: "controller" },
  { name: "dashboard-omzet-regels", path: "/dashboards/omzet-regels", role: "controller" },
  { name: "dashboard-orders", path: "/dashboards/orders", role: "controller" },
  { name: "dashboard-bezetting", path: "/dashboards/bezetting", role: "controller" },
  { name: "fout", path: "/nergens", status: 404 },
  { name: "stijl", path: "/stijl" },
  { name: "stijl-ruim", path: "/stijl?maat=ruim", floor: true },
  { name: "stijl-terminal", path: "/stijl?maat=terminal", terminal: true },
];
