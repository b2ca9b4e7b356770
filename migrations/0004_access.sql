-- The door: who may come in, as what, and who is in.

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
    made_at timestamptz not null,
    disabled_at timestamptz
);

create table account_grant (
    id text not null primary key,
    account_id text not null references account (id),
    role text not null check (role in ('supervisor', 'job_coach', 'sales', 'planner', 'controller', 'administrator', 'privacy_officer')),
    scope text not null check (scope in ('everything', 'site', 'group', 'caseload')),
    -- Id of the site, group or coach; '' for everything.
    scope_id text not null,
    from_day date not null,
    -- The last day; null while it lasts.
    until_day date
);
create index account_grant_account on account_grant (account_id);

-- The second way in when the phone is lost; each works once.
create table recovery_code (
    account_id text not null references account (id),
    code_hash text not null,
    used_at timestamptz,
    primary key (account_id, code_hash)
);

create table session (
    -- SHA-256 of what the cookie holds: who reads this table cannot sign in with it.
    id_hash text not null primary key,
    account_id text not null references account (id),
    -- The password was right and a code is asked ('code'), or a second factor must be set up first ('enrol'), or in ('full').
    stage text not null check (stage in ('code', 'enrol', 'full')),
    -- As what; null until in.
    role text,
    -- Before the second factor counts: the secret that is being set up.
    new_secret text,
    made_at timestamptz not null,
    seen_at timestamptz not null
);
create index session_account on session (account_id);

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
