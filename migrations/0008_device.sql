-- Shared tablets, and displays on a wall.

-- Room access.
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

-- What somebody signs on with at a paired tablet, and nowhere else.
create table tablet_pin (
    account_id text not null primary key references account (id),
    pin_hash text not null,
    set_at timestamptz not null
);

-- What stands on somebody's badge; typed at a tablet in the place of the login name.
alter table account add column badge text;
create unique index account_badge on account (badge);

-- The tablet on which somebody signed on with a PIN; null after a full sign-in.
alter table session add column device_id text references device (id);
create index session_device on session (device_id);
