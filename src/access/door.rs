//! What the door needs: the settings, the hasher, and the bell that tells open streams that somebody's session ended.

use super::acting::roles_of;
use super::device;
use super::hashing::Hasher;
use super::law::Acting;
use super::openid::Provider;
use super::proxies::Proxies;
use super::sessions::{self, Stage, Token};
use crate::clock::Clock;
use crate::db::Db;
use crate::web::cookie::cookie;
use crate::web::public_url::PublicUrl;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{oneshot, watch};
use tokio_util::task::TaskTracker;

/// How often an open stream looks whether its session still stands; also when another process ended it.
const LOOK: Duration = Duration::from_secs(15);

/// How the door is set.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Under which address people come.
    pub public_url: Option<PublicUrl>,
    /// Made-up people sign in with one tap. Only `werkvloer demo` sets it.
    pub is_demo: bool,
    /// The organisation's own accounts, when people may come in with those.
    pub openid: Option<OpenId>,
    /// The proxies that are believed about from where somebody comes.
    pub proxies: Proxies,
}

/// The organisation's own accounts.
#[derive(Clone, Debug)]
pub struct OpenId {
    /// Who says who somebody is.
    pub provider: Arc<Provider>,
    /// What people call those accounts: it stands on the button.
    pub name: String,
}

/// The door; cheap to clone.
#[derive(Clone)]
pub struct Door(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    settings: Settings,
    hasher: Hasher,
    ended: watch::Sender<()>,
    tasks: TaskTracker,
}

impl Door {
    /// A door to this database. What it watches for open streams runs in `tasks` and ends with them.
    pub fn new(db: Db, clock: Clock, settings: Settings, tasks: TaskTracker) -> Self {
        let (hasher, ended) = (Hasher::default(), watch::Sender::default());
        Self(Arc::new(Inner { db, clock, settings, hasher, ended, tasks }))
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The time.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// How it is set.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// What hashes passwords.
    pub fn hasher(&self) -> &Hasher {
        &self.0.hasher
    }

    /// Tells open streams to look whether their session still stands.
    pub fn ring(&self) {
        self.0.ended.send_replace(());
    }

    /// Ends when what a stream stands on has ended, or can no longer be seen to stand. It looks in a task of its own: a stream whose
    /// reader has stalled is not polled, and a query inside of it would keep its connection for ever.
    pub(super) fn ended(&self, ground: Ground) -> impl Future<Output = ()> + Send + use<> {
        let (mut over, ended) = oneshot::channel::<()>();
        let door = self.clone();
        self.0.tasks.spawn(async move {
            tokio::select! {
                () = over.closed() => {}
                () = door.watch(&ground) => drop(over),
            }
        });
        // Whichever way the other end goes, it is over.
        async move { _ = ended.await }
    }

    async fn watch(&self, ground: &Ground) {
        let mut bell = self.0.ended.subscribe();
        while self.stands(ground).await {
            // The door holds the bell, so it cannot be gone; either way it is time to look.
            let _ = tokio::time::timeout(LOOK, bell.changed()).await;
        }
    }

    async fn stands(&self, ground: &Ground) -> bool {
        match ground {
            Ground::Session(hash, acting) => {
                matches!(self.acts(hash, acting).await, Ok(true))
            }
            Ground::Device(id) => matches!(device::is_paired(self.db(), id).await, Ok(true)),
        }
    }

    /// True while that session acts as it did: in the same role, held for the same today. A role ends by its date too.
    async fn acts(&self, hash: &str, acting: &Acting) -> sqlx::Result<bool> {
        let now = self.clock().now();
        let Some(session) = sessions::find(self.db(), hash, now).await? else { return Ok(false) };
        if session.stage != Stage::Full(acting.role) {
            return Ok(false);
        }
        let (_, today) = roles_of(self.db(), &session.account, Some(acting.role), now).await?;
        Ok(today.is_some_and(|today| today.scopes == acting.scopes))
    }

    /// `__Host-` keeps other hosts of the same domain from setting the cookie, and works over TLS only.
    fn name(&self, name: &str) -> String {
        if self.is_secure() { format!("__Host-{name}") } else { name.to_owned() }
    }

    fn is_secure(&self) -> bool {
        self.0.settings.public_url.as_ref().is_some_and(PublicUrl::is_secure)
    }

    /// The session that a request names.
    pub(super) fn session_of(&self, headers: &HeaderMap) -> Option<Token> {
        cookie(headers, &self.name("werkvloer")).and_then(Token::read)
    }

    /// The browser that a request names.
    pub(super) fn browser_of(&self, headers: &HeaderMap) -> Option<Token> {
        cookie(headers, &self.name("werkvloer-browser")).and_then(Token::read)
    }

    /// The secret of the device that a request comes from.
    pub(super) fn device_of(&self, headers: &HeaderMap) -> Option<Token> {
        cookie(headers, &self.name("werkvloer-device")).and_then(Token::read)
    }

    /// Keeps the secret of a device in its browser, for as long as browsers allow.
    pub(super) fn device_cookie(&self, secret: &Token) -> HeaderValue {
        self.cookie("werkvloer-device", secret.reveal(), "; Max-Age=34560000")
    }

    /// True when an answer keeps the secret of a device, or takes it out.
    pub(super) fn sets_device(&self, answer: &HeaderMap) -> bool {
        let start = format!("{}=", self.name("werkvloer-device"));
        let mut set = answer.get_all(SET_COOKIE).iter();
        set.any(|cookie| cookie.as_bytes().starts_with(start.as_bytes()))
    }

    /// Keeps a session in the browser, until that is closed.
    pub(super) fn session_cookie(&self, token: &Token) -> HeaderValue {
        self.cookie("werkvloer", token.reveal(), "")
    }

    /// Keeps the browser's own id, for as long as browsers allow.
    pub(super) fn browser_cookie(&self, token: &Token) -> HeaderValue {
        self.cookie("werkvloer-browser", token.reveal(), "; Max-Age=34560000")
    }

    /// What a browser keeps while it is at the issuer, if it is on its way there.
    pub(super) fn attempt_of<'h>(&self, headers: &'h HeaderMap) -> Option<&'h str> {
        cookie(headers, &self.name("werkvloer-openid"))
    }

    /// Keeps that for as long as somebody may take there; empty takes it out.
    pub(super) fn attempt_cookie(&self, attempt: &str) -> HeaderValue {
        let lasts = if attempt.is_empty() { "; Max-Age=0" } else { "; Max-Age=600" };
        self.cookie("werkvloer-openid", attempt, lasts)
    }

    /// Takes the session out of the browser.
    pub(super) fn no_session_cookie(&self) -> HeaderValue {
        self.cookie("werkvloer", "", "; Max-Age=0")
    }

    fn cookie(&self, name: &str, value: &str, lasts: &str) -> HeaderValue {
        let secure = if self.is_secure() { "; Secure" } else { "" };
        let name = self.name(name);
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{lasts}");
        HeaderValue::try_from(text).expect("a cookie of ours is plain ASCII")
    }
}

/// On what an open stream stands.
pub(super) enum Ground {
    /// A session, by its hash, acting as this.
    Session(String, Acting),
    /// A paired device, by its id.
    Device(String),
}
