//! The pages, in through the router: what people see, what is refused, what the live board sends.

mod assets;
mod attendance;
mod board;
mod correction;
mod days;
mod decided;
pub(crate) mod form;
mod help;
pub(crate) mod made_up;
mod quarantine;
mod quarantine_times;
mod shell;
mod station;
mod stream;

use crate::harness::{Jar, PASSWORD, PIN, TestDb, account, cheap_hash_of};
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use contract::TerminalName;
use futures_util::StreamExt as _;
use scraper::{Html, Selector};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;
use werkvloer::access::accounts::of_login;
use werkvloer::access::device::Kind;
use werkvloer::access::pairing::{self, Wish};
use werkvloer::access::pin;
use werkvloer::access::second_factor::code_at;
use werkvloer::access::{Door, Role, Settings};
use werkvloer::app::App;
use werkvloer::board::task_cards::Downlink;
use werkvloer::clock::Clock;
use werkvloer::db::Db;
use werkvloer::intake::readiness::{Health, Readiness};
use werkvloer::lang::Lang;
use werkvloer::output::changes::Changes;
use werkvloer::report::{Library, Reports};
use werkvloer::web::form::KEY_FIELD;

/// The pages of the made-up company, without a socket, in one browser.
pub(crate) struct Pages {
    pub(crate) router: axum::Router,
    pub(crate) door: Door,
    pub(crate) readiness: watch::Sender<Readiness>,
    pub(crate) changes: Changes,
    pub(crate) stop: CancellationToken,
    pub(crate) tasks: TaskTracker,
    pub(crate) clock: Clock,
    pub(crate) told: Told,
    pub(crate) base: Arc<TestDb>,
    pub(crate) browser: Jar,
    pub(crate) address: SocketAddr,
}

/// The words sent to terminals, each with its terminal.
#[derive(Clone, Default)]
pub(crate) struct Told(Arc<Mutex<Vec<(String, String)>>>);

impl Downlink for Told {
    fn card(&self, _: &TerminalName, _: Bytes) {}

    fn notice(&self, terminal: &TerminalName, json: Bytes) {
        let word = (terminal.to_string(), String::from_utf8(json.to_vec()).unwrap());
        self.0.lock().unwrap().push(word);
    }

    fn renewals(&self) -> u64 {
        0
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Pages {
    pub(crate) async fn sqlite() -> Self {
        Self::on(TestDb::sqlite().await).await
    }

    pub(crate) async fn postgres() -> Self {
        Self::on(TestDb::postgres().await).await
    }

    /// With a supervisor of everything signed in.
    pub(crate) async fn on(base: TestDb) -> Self {
        made_up::company(&base.db).await;
        account(&base.db, "tine", "Tine Testpersoon", &[(Role::Supervisor, "everything")]).await;
        let pages =
            Self::started(Arc::new(base), Settings::default(), Clock::fixed(made_up::now()));
        pages.sign_in("tine").await;
        pages
    }

    /// A service that has just started, and a browser that was never there.
    pub(crate) fn started(base: Arc<TestDb>, settings: Settings, clock: Clock) -> Self {
        let reports = Reports::new(base.db.clone(), clock.clone(), Library::new(None));
        Self::answering(base, settings, clock, reports)
    }

    /// With these dashboards.
    pub(crate) fn answering(
        base: Arc<TestDb>,
        settings: Settings,
        clock: Clock,
        reports: Reports,
    ) -> Self {
        let (readiness, watched) = watch::channel(Readiness::default());
        let (changes, stop, tasks) =
            (Changes::default(), CancellationToken::new(), TaskTracker::new());
        let told = Told::default();
        let door = Door::new(base.db.clone(), clock.clone(), settings, TaskTracker::new());
        let app = App {
            db: base.db.clone(),
            clock: clock.clone(),
            door: door.clone(),
            lang: Lang::Nl,
            health: Health::of_desk(watched),
            changes: changes.clone(),
            reports,
            downlink: Arc::new(told.clone()),
            tasks: tasks.clone(),
            stop: stop.clone(),
        };
        let (router, browser) = (app.router(), Jar::default());
        let address = SocketAddr::from(([192, 0, 2, 7], 40_000));
        Self { router, door, readiness, changes, stop, tasks, clock, told, base, browser, address }
    }

    /// The same service with other settings, after a restart, in a new browser.
    pub(crate) fn restarted(&self, settings: Settings) -> Self {
        Self::started(Arc::clone(&self.base), settings, self.clock.clone())
    }

    /// The same service in a new browser, somewhere else.
    pub(crate) fn elsewhere(&self) -> Self {
        Self {
            router: self.router.clone(),
            door: self.door.clone(),
            readiness: self.readiness.clone(),
            changes: self.changes.clone(),
            stop: self.stop.clone(),
            tasks: self.tasks.clone(),
            clock: self.clock.clone(),
            told: self.told.clone(),
            base: Arc::clone(&self.base),
            browser: Jar::default(),
            address: SocketAddr::from(([198, 51, 100, 9], 40_000)),
        }
    }

    /// The same service in a new browser, at this address.
    pub(crate) fn elsewhere_at(&self, address: SocketAddr) -> Self {
        Self { address, ..self.elsewhere() }
    }

    /// Signs in through the form.
    pub(crate) async fn sign_in(&self, login: &str) {
        let answer = self.try_to_sign_in(login, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{login}: {}", answer.text("main"));
    }

    pub(crate) async fn try_to_sign_in(&self, login: &str, password: &str) -> Answer {
        self.post("/aanmelden", &[("naam", login), ("wachtwoord", password)]).await
    }

    /// Somebody else, in a new browser, signed in through the form; with the second step where the role needs one.
    pub(crate) async fn entered(&self, login: &str, roles: &[(Role, &str)]) -> Self {
        account(self.db(), login, "Iemand Verzonnen", roles).await;
        let other = self.elsewhere();
        other.sign_in(login).await;
        if roles.iter().any(|(role, _)| role.needs_second_factor()) {
            other.enrol().await;
        }
        other
    }

    /// Sets the second factor up, after a sign-in that asks for it. Gives the secret and the recovery codes.
    pub(crate) async fn enrol(&self) -> (String, Vec<String>) {
        let page = self.get("/aanmelden/tweede-stap").await;
        let secret = page.text(".wv-secret").replace(' ', "");
        let code = code_at(&secret, self.clock.now()).unwrap();
        let answer = self.post("/aanmelden/tweede-stap", &[("code", &code)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text("main"));
        (secret, answer.texts(".wv-codes li"))
    }

    /// The status of a page and where it leads, without its body: a stream has no end.
    pub(crate) async fn look(&self, path: &str) -> (StatusCode, String) {
        let response = self.send(request(Method::GET, path, &[], "")).await;
        let to = response.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
        (response.status(), to.unwrap_or_default())
    }

    /// How a stream is answered when a browser opens it.
    pub(crate) async fn get_status_of_stream(&self, path: &str) -> StatusCode {
        let asks = request(Method::GET, path, &[("accept", "text/event-stream")], "");
        self.send(asks).await.status()
    }

    /// The first board that a stream sends.
    pub(crate) async fn first_of_stream(&self, path: &str) -> String {
        let response = self.send(request(Method::GET, path, &[], "")).await;
        let mut stream = response.into_body().into_data_stream();
        let mut heard = String::new();
        while !heard.contains("\n\n") {
            heard.push_str(std::str::from_utf8(&stream.next().await.unwrap().unwrap()).unwrap());
        }
        heard
    }

    /// A code that pairs a tablet or a display with a hall.
    pub(crate) async fn code(&self, kind: &str, hall: &str) -> String {
        let tine = of_login(self.db(), "tine").await.unwrap().unwrap();
        let kind = Kind::from_word(kind).unwrap();
        let wish = Wish { name: format!("Apparaat in {hall}"), kind, hall: hall.to_owned() };
        let mut tx = self.db().begin().await.unwrap();
        let code = pairing::make(&mut tx, &wish, &tine.id, self.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        code
    }

    /// A new browser that is a paired tablet or display, by the page where a code is typed.
    pub(crate) async fn paired(&self, kind: &str, hall: &str) -> Self {
        let device = self.elsewhere();
        let answer = device.post("/koppelen", &[("code", &self.code(kind, hall).await)]).await;
        assert_eq!(answer.header("location"), "/", "{}", answer.text("main"));
        device
    }

    /// Gives somebody the [`PIN`] of all tests.
    pub(crate) async fn give_pin(&self, login: &str) {
        let account = of_login(self.db(), login).await.unwrap().unwrap();
        let mut tx = self.db().begin().await.unwrap();
        pin::set(&mut tx, &account.id, &cheap_hash_of(PIN), self.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Signs on at this tablet with the [`PIN`] of all tests.
    pub(crate) async fn sign_on(&self, who: &str) {
        let answer = self.try_to_sign_on(who, PIN).await;
        assert_eq!(answer.header("location"), "/", "{who}: {}", answer.text("main"));
    }

    pub(crate) async fn try_to_sign_on(&self, who: &str, pin: &str) -> Answer {
        self.post("/tablet", &[("naam", who), ("pin", pin)]).await
    }

    /// Somebody else, in a new browser, signed in through the form.
    pub(crate) async fn seen_by(&self, login: &str, name: &str, roles: &[(Role, &str)]) -> Self {
        account(self.db(), login, name, roles).await;
        let other = self.elsewhere();
        other.sign_in(login).await;
        other
    }

    pub(crate) fn db(&self) -> &Db {
        &self.base.db
    }

    /// The bytes of a file, with its headers.
    pub(crate) async fn file(&self, path: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
        let response = self.send(request(Method::GET, path, &[], "")).await;
        let (parts, body) = response.into_parts();
        (parts.status, parts.headers, to_bytes(body, 4 << 20).await.unwrap().to_vec())
    }

    pub(crate) async fn send(&self, mut request: Request<Body>) -> Response {
        request.extensions_mut().insert(ConnectInfo(self.address));
        if let Some(cookies) = self.browser.header() {
            request.headers_mut().append("cookie", cookies.parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        self.browser.keep(response.headers());
        response
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    pub(crate) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        Answer::of(self.send(request(Method::GET, path, headers, "")).await).await
    }

    /// Posts a form as our own page does.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_from(path, &[("sec-fetch-site", "same-origin")], fields).await
    }

    pub(crate) async fn post_from(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        fields: &[(&str, &str)],
    ) -> Answer {
        let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
        all.extend(headers);
        let key = werkvloer::id::new(self.clock.now());
        let mut fields = fields.to_vec();
        // As a page that was just opened has it, unless the test says which one.
        if fields.iter().all(|(name, _)| *name != KEY_FIELD) {
            fields.push((KEY_FIELD, &key));
        }
        Answer::of(self.send(request(Method::POST, path, &all, &encoded(&fields))).await).await
    }
}

pub(crate) fn request(
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Request<Body> {
    let start = Request::builder().method(method).uri(path).header("host", "werkvloer.test:8080");
    let whole = headers.iter().fold(start, |request, (name, value)| request.header(*name, *value));
    whole.body(Body::from(body.to_owned())).unwrap()
}

/// Fields as a browser encodes them; every byte but letters and digits by its number.
fn encoded(fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| {
        text.bytes().fold(String::new(), |all, byte| {
            if byte.is_ascii_alphanumeric() {
                all + char::from(byte).encode_utf8(&mut [0; 4])
            } else {
                format!("{all}%{byte:02X}")
            }
        })
    };
    let pairs: Vec<_> =
        fields.iter().map(|(n, v)| format!("{}={}", escape(n), escape(v))).collect();
    pairs.join("&")
}

impl Answer {
    pub(crate) async fn of(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 4 << 20).await.unwrap();
        // A spreadsheet is no text; who looks for words in one finds none.
        let body = String::from_utf8_lossy(&body).into_owned();
        Self { status: parts.status, headers: parts.headers, body }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The text of every element the selector finds, white space as one space, without the places where a word may be broken.
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).unwrap();
        let found = page.select(&selector);
        let text = |element: scraper::ElementRef<'_>| {
            element.text().collect::<Vec<_>>().join(" ").replace('\u{ad}', "")
        };
        found.map(|e| text(e).split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    pub(crate) fn text(&self, selector: &str) -> String {
        self.texts(selector).join(" | ")
    }

    /// An attribute of every element the selector finds.
    pub(crate) fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).unwrap();
        let found = page.select(&selector);
        found.map(|e| e.attr(name).unwrap_or_default().to_owned()).collect()
    }
}
