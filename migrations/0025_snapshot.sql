-- Room output. What a station day was after one of its events: it can be thrown away and folded anew from the ledger.
create table station_day_snapshot (
    station text not null,
    day date not null,
    -- The events folded in, in steps of a fixed size: a later one of the same step replaces it.
    number bigint not null,
    -- The version of the fold that made it; one of another version is not used.
    fold bigint not null,
    -- The last event folded in, in microseconds since 1970, and how many there are.
    at bigint not null,
    events bigint not null,
    -- The fold's state as JSON. It names workers by their ids, as tallies do.
    state text not null,
    primary key (station, day, number)
);

-- From which instant on something changed of what happened on the day, in microseconds since 1970: 0 is all of it, the largest
-- number nothing (then only the plan changed, or the day is merely behind). mark grows each time somebody says so again.
alter table stale_day add column from_at bigint not null default 0;
alter table stale_day add column mark bigint not null default 0;

-- A station day is read on from an instant, in the order of the fold.
drop index ledger_station_day;
create index ledger_station_day on ledger (station, day, at);
-- Few rows, and each fold asks for a day's.
create index ledger_correction on ledger (station, day) where kind = 'correct';
