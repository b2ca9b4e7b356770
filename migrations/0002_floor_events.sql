-- From terminal to tally. The ledger itself differs per engine and stands in src/ledger/ (see README.md in this folder).

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

-- What could not be understood or booked, stored whole. Append-only; its outcome is in quarantine_outcome.
-- Room quarantine.
create table quarantine (
    id text not null primary key,
    received_at timestamptz not null,
    site_id text not null,
    terminal text not null,
    terminal_no bigint,
    epoch bigint,
    seq bigint,
    why text not null,
    detail text not null,
    raw text not null
);
create index quarantine_key on quarantine (terminal_no, epoch, seq);
create index quarantine_received on quarantine (received_at);

create table quarantine_outcome (
    quarantine_id text not null primary key references quarantine (id),
    outcome text not null check (outcome in ('booked', 'discarded')),
    -- The event that was booked, in the site's office epoch.
    booked_epoch bigint,
    booked_seq bigint,
    reason text not null,
    decided_by text not null,
    decided_at timestamptz not null
);

-- Who leads the ingest of a site. The fence grows with every change of leader and is checked in every batch.
-- Room lease.
create table ingest_lease (
    site_id text not null primary key references site (id),
    holder text not null,
    fence bigint not null,
    -- Grows while the holder lives; who sees it stand still may take over.
    beat bigint not null,
    -- Grows with every batch and every day close, so that the two wait for each other.
    batch bigint not null
);

-- Room db. One row a subject (company data, terminals, the floor's figures): who changes it raises it, who keeps a copy looks at it.
create table change_mark (
    subject text not null primary key,
    version bigint not null
);
insert into change_mark (subject, version)
values ('company', 0), ('terminals', 0), ('quarantine', 0), ('tallies', 0), ('proof', 0);

-- Room terminals. The key of the terminal secrets' hash; one row.
create table server_key (
    id text not null primary key,
    key_hex text not null
);

-- Room output. A tally can be thrown away and computed again from the ledger.
create table tally (
    day date not null,
    station text not null,
    task text not null,
    -- '' is not attributable to one person.
    worker text not null,
    good bigint not null,
    rejected_material bigint not null,
    rejected_work bigint not null,
    rejected_dirt bigint not null,
    rejected_broken bigint not null,
    rejected_unknown bigint not null,
    net_seconds bigint not null,
    waiting_material bigint not null,
    waiting_fault bigint not null,
    waiting_instruction bigint not null,
    waiting_talk bigint not null,
    primary key (station, day, task, worker)
);
create index tally_day on tally (day);
create index tally_task on tally (task);

-- Station days whose tallies are behind the ledger; folding the station day again removes the row.
create table stale_day (
    station text not null,
    day date not null,
    primary key (station, day)
);

create table day_close (
    site_id text not null references site (id),
    day date not null,
    closed_by text not null,
    closed_at timestamptz not null,
    primary key (site_id, day)
);

-- What a station looks like now: also a fold, of its current production day.
create table station_now (
    station text not null primary key,
    day date not null,
    state text not null check (state in ('idle', 'working', 'break', 'material', 'fault', 'instruction', 'talk')),
    state_since timestamptz,
    task text,
    -- Worker ids, comma separated, in order of signing on.
    people text not null,
    help_since timestamptz,
    last_event timestamptz
);

-- Room floor. The call for help of a station that somebody said to come for.
create table help_answer (
    station_code text not null primary key references station (code),
    -- Which call: the moment it began.
    help_since timestamptz not null,
    answered_at timestamptz not null
);
