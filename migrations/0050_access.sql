-- The door: who may come in, as what, at which device, and who is in.

-- Room access.
create table account (
    id text not null primary key,
    -- Lower case; what is typed to sign in.
    login text not null unique,
    name text not null,
    language text check (language in ('nl', 'en')),
    -- Null until a one-time link was used; such an account cannot sign in with a password.
    password_hash text,
    -- Null without a second factor.
    totp_secret text,
    -- The last time step whose code was used: each code works once.
    totp_step bigint,
    -- What is on somebody's badge; typed at a tablet in the place of the login name.
    badge text,
    made_at timestamptz not null,
    -- When somebody last came in with it, with a password, through the issuer or with a PIN; null for never. Who looks
    -- through the rights needs to know which accounts nobody uses.
    signed_in_at timestamptz,
    disabled_at timestamptz
);
create unique index account_badge on account (badge);

create table account_grant (
    id text not null primary key,
    account_id text not null references account (id),
    role text not null
        check (role in ('supervisor', 'job_coach', 'sales', 'planner', 'controller', 'administrator',
                        'privacy_officer')),
    scope text not null check (scope in ('everything', 'site', 'group', 'caseload')),
    -- Id of the site, group or coach; '' for everything.
    scope_id text not null,
    from_day date not null,
    -- The last day; null while it lasts.
    until_day date
);
create index account_grant_account on account_grant (account_id);

-- Who somebody is at an issuer of the organisation's own accounts: by its own name for the person, never by an e-mail
-- address.
create table account_identity (
    issuer text not null,
    subject text not null,
    account_id text not null references account (id),
    linked_at timestamptz not null,
    primary key (issuer, subject)
);
create index account_identity_account on account_identity (account_id);

-- The second way in when the phone is lost; each works once.
create table recovery_code (
    account_id text not null references account (id),
    code_hash text not null,
    used_at timestamptz,
    primary key (account_id, code_hash)
);

-- What somebody signs on with at a paired tablet, and nowhere else.
create table tablet_pin (
    account_id text not null primary key references account (id),
    pin_hash text not null,
    set_at timestamptz not null
);

-- Shared tablets, and displays on a wall.
create table device (
    id text not null primary key,
    name text not null,
    kind text not null check (kind in ('tablet', 'wall')),
    -- Id of the hall whose board it shows; its site is the hall's.
    hall_id text not null,
    -- SHA-256 of what its cookie holds: who reads this table cannot pass for it.
    secret_hash text not null unique,
    -- Who made the code with which it was paired.
    paired_by text not null references account (id),
    paired_at timestamptz not null,
    seen_at timestamptz not null,
    revoked_at timestamptz
);

-- Devices that are about to be paired. A row goes when its code is used.
create table pairing_code (
    code_hash text not null primary key,
    name text not null,
    kind text not null check (kind in ('tablet', 'wall')),
    hall_id text not null,
    made_by text not null references account (id),
    expires_at timestamptz not null
);

create table session (
    -- SHA-256 of what the cookie holds: who reads this table cannot sign in with it.
    id_hash text not null primary key,
    account_id text not null references account (id),
    -- The password was right and a code is asked ('code'), or a second factor must be set up first ('enrol'), or in
    -- ('full').
    stage text not null check (stage in ('code', 'enrol', 'full')),
    -- As what; null until in.
    role text,
    -- Before the second factor counts: the secret that is being set up.
    new_secret text,
    -- The paired device to which it is bound; null for a sign-in elsewhere.
    device_id text references device (id),
    -- At a device: true after a PIN, which is good for floor work only, false after a full sign-in. Null counts as a
    -- PIN, which may do less.
    by_pin boolean,
    made_at timestamptz not null,
    seen_at timestamptz not null,
    -- From where somebody is in, roughly: which browser, and which part of the network.
    browser text,
    address text
);
create index session_account on session (account_id);
create index session_device on session (device_id);

-- Browsers in which an account signed in before: who attacks the account from elsewhere does not slow them down.
create table known_browser (
    browser_hash text not null,
    account_id text not null references account (id),
    seen_at timestamptz not null,
    primary key (browser_hash, account_id)
);

-- One-time links: to set up the first administrator (no account yet), or to choose a password.
create table one_time_link (
    token_hash text not null primary key,
    account_id text references account (id),
    expires_at timestamptz not null,
    used_at timestamptz
);

-- Failed sign-ins, kept so that a restart forgives nothing.
create table sign_in_failure (
    bucket text not null primary key,
    failures bigint not null,
    last_at timestamptz not null
);

-- Forms that were acted on: sent twice, each happened once. Kept for some days; nothing that was shown once is in here.
create table form_key (
    -- The hidden field of the form.
    id text not null primary key,
    -- Who sent it: the hash of a session, or the id of a device.
    sender text not null,
    -- Where the answer led, and the key of the sentence that says there what was done before.
    led_to text not null,
    said text not null,
    acted_at timestamptz not null
);
create index form_key_acted on form_key (acted_at);
