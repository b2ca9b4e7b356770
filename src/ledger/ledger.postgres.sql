-- The ledger on Postgres. Times are microseconds since 1970 UTC.
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
create index ledger_station_day on ledger (station, day);
create index ledger_of on ledger (of_terminal, of_epoch, of_seq) where of_seq is not null;
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: book a correction or an outcome instead', tg_table_name;
end
$$;
create trigger ledger_append_only before update or delete on ledger for each row execute function refuse_change();
create trigger ledger_no_truncate before truncate on ledger for each statement execute function refuse_change();
create trigger quarantine_append_only before update or delete on quarantine for each row execute function refuse_change();
create trigger quarantine_no_truncate before truncate on quarantine for each statement execute function refuse_change();
