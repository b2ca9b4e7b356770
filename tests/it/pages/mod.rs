//! The pages, in through the router: what people see, what is refused, what the live board sends.

mod assets;
mod board;
mod correction;
mod days;
mod help;
pub(crate) mod made_up;
mod quarantine;
mod shell;
mod station;
mod stream;

use crate::harness::TestDb;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use contract::TerminalName;
use scraper::{Html, Selector};
use std::sync::{Arc, Mutex};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;
use werkvloer::app::App;
use werkvloer::clock::Clock;
use werkvloer::db::Db;
use werkvloer::floor::task_cards::Downlink;
use werkvloer::intake::readiness::{Health, Readiness};
use werkvloer::lang::Lang;
use werkvloer::output::changes::Changes;

/// The pages of the made-up company, without a socket.
pub(crate) struct Pages {
    pub(crate) router: axum::Router,
    readiness: watch::Sender<Readiness>,
    pub(crate) changes: Changes,
    pub(crate) stop: CancellationToken,
    pub(crate) tasks: TaskTracker,
    pub(crate) clock: Clock,
    told: Told,
    pub(crate) base: Arc<TestDb>,
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
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Pages {
    pub(crate) async fn sqlite() -> Self {
        Self::on(TestDb::sqlite().await).await
    }

    pub(crate) async fn postgres() -> Self {
        Self::on(TestDb::postgres().await).await
    }

    async fn on(base: TestDb) -> Self {
        made_up::company(&base.db).await;
        Self::of(Arc::new(base), made_up::now(), true)
    }

    /// The pages on a database that is there already.
    pub(crate) fn of(base: Arc<TestDb>, now: DateTime<Utc>, is_demo: bool) -> Self {
        let (readiness, watched) = watch::channel(Readiness::default());
        let (changes, stop, tasks) =
            (Changes::default(), CancellationToken::new(), TaskTracker::new());
        let clock = Clock::fixed(now);
        let told = Told::default();
        let app = App {
            db: base.db.clone(),
            clock: clock.clone(),
            lang: Lang::Nl,
            health: Health::of_desk(watched),
            changes: changes.clone(),
            downlink: Arc::new(told.clone()),
            tasks: tasks.clone(),
            stop: stop.clone(),
            is_demo,
        };
        Self { router: app.router(), readiness, changes, stop, tasks, clock, told, base }
    }

    pub(crate) fn db(&self) -> &Db {
        &self.base.db
    }

    async fn send(&self, request: Request<Body>) -> Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        Answer::of(self.send(request(Method::GET, path, headers, "")).await).await
    }

    /// Posts a form as our own page does.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_from(path, &[("sec-fetch-site", "same-origin")], fields).await
    }

    async fn post_from(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        fields: &[(&str, &str)],
    ) -> Answer {
        let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
        all.extend(headers);
        Answer::of(self.send(request(Method::POST, path, &all, &encoded(fields))).await).await
    }
}

fn request(method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Request<Body> {
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
    async fn of(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 4 << 20).await.unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        Self { status: parts.status, headers: parts.headers, body }
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The text of every element the selector finds, white space as one space.
    fn texts(&self, selector: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).unwrap();
        let found = page.select(&selector);
        let text = |element: scraper::ElementRef<'_>| element.text().collect::<Vec<_>>().join(" ");
        found.map(|e| text(e).split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    fn text(&self, selector: &str) -> String {
        self.texts(selector).join(" | ")
    }

    /// An attribute of every element the selector finds.
    fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).unwrap();
        let found = page.select(&selector);
        found.map(|e| e.attr(name).unwrap_or_default().to_owned()).collect()
    }
}
