-- Terminals, and how far each of them was received.

-- Room terminals.
create table terminal (
    -- A small number, because the ledger repeats it in every row.
    no bigint not null primary key,
    site_id text not null references site (id),
    name text not null,
    -- Null for the site's office, through which persons book and correct.
    station_code text references station (code),
    -- Null when it may not sign in: revoked, or the office.
    secret_hash text,
    enrolled_at timestamptz not null,
    revoked_at timestamptz,
    unique (site_id, name)
);

create table terminal_state (
    terminal_no bigint not null primary key references terminal (no),
    online boolean not null,
    firmware text,
    spool bigint,
    last_seen timestamptz not null
);

-- How far an epoch of a terminal is received. Written in the transaction that writes the ledger.
create table terminal_cursor (
    terminal_no bigint not null references terminal (no),
    epoch bigint not null,
    -- Every seq up to and with this one is in the ledger.
    contiguous bigint not null,
    -- The highest seq in the ledger, and how many above contiguous are there.
    highest bigint not null,
    beyond bigint not null,
    -- The terminal's own next unused seq, as last said: what is missing below it is a gap.
    next bigint not null,
    updated_at timestamptz not null,
    primary key (terminal_no, epoch)
);

-- The key of the terminal secrets' hash; one row.
create table server_key (
    id text not null primary key,
    key_hex text not null
);
