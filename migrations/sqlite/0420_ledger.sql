-- The ledger on SQLite: strict, ordered by its key, numbers as numbers. Times are microseconds since 1970 UTC.

-- Room ledger.
create table ledger (
    terminal integer not null,
    epoch integer not null,
    seq integer not null,
    kind text not null,
    station text not null,
    day text not null,
    task text,
    qty integer,
    reason text,
    worker text,
    -- The event that an undo takes back or that a person's correction corrects.
    of_terminal integer,
    of_epoch integer,
    of_seq integer,
    at integer not null,
    received_at integer not null,
    outcome text not null check (outcome in ('counted', 'quarantined')),
    why text,
    hash integer not null,
    extra text,
    primary key (terminal, epoch, seq)
) strict, without rowid;
-- A station day is read on from an instant, in the order of the fold.
create index ledger_station_day on ledger (station, day, at);
create index ledger_of on ledger (of_terminal, of_epoch, of_seq) where of_seq is not null;
-- A person's page asks where they signed on in the last weeks, and who asks what is held on one person does not wait
-- for the whole ledger. Few rows name a worker: signing on and off.
create index ledger_worker on ledger (worker, day) where worker is not null;
-- Calls for help are few among millions of events.
create index ledger_help on ledger (station, day) where kind = 'help';
-- Few rows, and each fold asks for a day's.
create index ledger_correction on ledger (station, day) where kind = 'correct';
create trigger ledger_no_update before update on ledger
begin select raise(abort, 'the ledger is append-only: book a correction instead'); end;
create trigger ledger_no_delete before delete on ledger
begin select raise(abort, 'the ledger is append-only: book a correction instead'); end;
