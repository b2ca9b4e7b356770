-- The ledger on SQLite: strict, ordered by its key, numbers as numbers. Times are microseconds since 1970 UTC.
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
create index ledger_station_day on ledger (station, day);
create index ledger_of on ledger (of_terminal, of_epoch, of_seq) where of_seq is not null;
create trigger ledger_no_update before update on ledger
begin select raise(abort, 'the ledger is append-only: book a correction instead'); end;
create trigger ledger_no_delete before delete on ledger
begin select raise(abort, 'the ledger is append-only: book a correction instead'); end;
create trigger quarantine_no_update before update on quarantine
begin select raise(abort, 'quarantine is append-only: write an outcome instead'); end;
create trigger quarantine_no_delete before delete on quarantine
begin select raise(abort, 'quarantine is append-only: write an outcome instead'); end;
