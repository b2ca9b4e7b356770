-- What could not be understood or booked. Append-only: the triggers that hold it differ per engine.

-- Room quarantine. Stored whole; its outcome is in quarantine_outcome.
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
