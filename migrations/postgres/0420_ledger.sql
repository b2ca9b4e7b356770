-- The ledger on Postgres. Times are microseconds since 1970 UTC.

-- Room ledger.
create table ledger (
    terminal bigint not null,
    epoch bigint not null,
    seq bigint not null,
    kind text not null,
    station text not null,
    day date not null,
    task text,
    qty bigint,
    reason text,
    worker text,
    -- The event that an undo takes back or that a person's correction corrects.
    of_terminal bigint,
    of_epoch bigint,
    of_seq bigint,
    at bigint not null,
    received_at bigint not null,
    outcome text not null check (outcome in ('counted', 'quarantined')),
    why text,
    hash bigint not null,
    extra text,
    primary key (terminal, epoch, seq)
);
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
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: book a correction or an outcome instead', tg_table_name;
end
$$;
create trigger ledger_append_only before update or delete on ledger for each row execute function refuse_change();
create trigger ledger_no_truncate before truncate on ledger for each statement execute function refuse_change();
