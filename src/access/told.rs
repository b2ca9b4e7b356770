//! What the door writes in the trail of those who come and go: ids, never names or what was typed.

use super::accounts::Account;
use super::address::Address;
use super::grant::Grant;
use super::role::Role;
use crate::trail::{Action, Entry, Ground, Kind, Object, Who};
use chrono::{DateTime, Utc};

/// From where somebody comes: the network address, and the id of the paired device when it is one.
pub(super) type Whence<'a> = (&'a Address, Option<&'a str>);

/// Stands for who is not known: anybody can type a name.
const NOBODY: &str = "nobody";

/// Somebody with an account, in a role.
pub(super) fn by(account: &str, acting_as: &str, (origin, device): Whence<'_>) -> Who {
    Who {
        actor: account.to_owned(),
        acting_as: acting_as.to_owned(),
        on_behalf_of: None,
        device: device.map(str::to_owned),
        origin: origin.to_string(),
    }
}

/// Somebody who uses a one-time link, which gives an account but not yet a role.
pub(super) fn by_link(account: &str, from: Whence<'_>) -> Who {
    by(account, "one-time link", from)
}

fn with_own(at: DateTime<Utc>, who: Who, action: Action) -> Entry {
    let object = Object::new(Kind::Account, who.actor.clone());
    Entry::done(at, who, action, object, Ground::Own.into())
}

/// The first administrator made an account, with this role.
pub(super) fn set_up(at: DateTime<Utc>, who: &Who, grant: &Grant) -> Vec<Entry> {
    let did = |action| with_own(at, who.clone(), action);
    vec![
        did(Action::MakeAccount).noting("first administrator"),
        did(Action::GiveRole).noting(grant.to_string()),
    ]
}

/// Came in.
pub(super) fn signed_in(at: DateTime<Utc>, account: &str, role: Role, from: Whence<'_>) -> Entry {
    let mut entry = with_own(at, by(account, role.word(), from), Action::SignIn);
    entry.basis = Ground::Anyone.into();
    entry
}

/// Did not come in. A try that was not looked at, because it came too soon, leaves no line: else anybody could fill the trail.
pub(super) fn refused(
    at: DateTime<Utc>,
    account: Option<&Account>,
    why: &str,
    from: Whence<'_>,
) -> Entry {
    let object = Object::new(Kind::Account, account.map_or(NOBODY, |account| account.id.as_str()));
    let who = by(NOBODY, NOBODY, from);
    Entry::done(at, who, Action::SignIn, object, Ground::None.into()).refused().noting(why)
}

/// A code that pairs no device. It names the device that the browser was already.
pub(super) fn refused_pairing(at: DateTime<Utc>, from: Whence<'_>) -> Entry {
    let (who, object) = (by(NOBODY, NOBODY, from), Object::new(Kind::Device, NOBODY));
    Entry::done(at, who, Action::PairDevice, object, Ground::None.into())
        .refused()
        .noting("wrong code")
}

/// Went out.
pub(super) fn signed_out(at: DateTime<Utc>, who: Who) -> Entry {
    with_own(at, who, Action::SignOut)
}

/// Goes on in another role.
pub(super) fn switched(at: DateTime<Utc>, who: Who, to: Role) -> Entry {
    with_own(at, who, Action::SwitchRole).noting(format!("to {}", to.word()))
}

/// Chose a password; a PIN goes with the one before.
pub(super) fn changed_password(at: DateTime<Utc>, who: Who, had_pin: bool) -> Entry {
    changed_secret(at, who, if had_pin { "password, PIN removed" } else { "password" })
}

/// Set up the second factor, or chose or removed a PIN.
pub(super) fn changed_secret(at: DateTime<Utc>, who: Who, which: &str) -> Entry {
    with_own(at, who, Action::ChangeSecret).noting(which)
}

/// Ended sessions of one's own.
pub(super) fn ended_own_session(at: DateTime<Utc>, who: Who) -> Entry {
    with_own(at, who, Action::EndSession).noting("one")
}
