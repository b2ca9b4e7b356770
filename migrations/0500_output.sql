-- What is folded from the ledger: all of it but day_close can be thrown away and computed again.

-- Room output.
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
-- A person's own rows of a period, without reading those of everybody.
create index tally_worker on tally (worker, day) where worker <> '';

-- Station days whose tallies are behind the ledger; folding the station day again removes the row.
create table stale_day (
    station text not null,
    day date not null,
    -- From which instant on something changed of what happened on the day, in microseconds since 1970: 0 is all of it,
    -- the largest number nothing (then only the plan changed, or the day is merely behind).
    from_at bigint not null default 0,
    -- Grows each time somebody says so again.
    mark bigint not null default 0,
    primary key (station, day)
);

-- What a station day was after one of its events: it can be thrown away and folded anew from the ledger.
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

-- Station days whose tallies changed since they were last reckoned with.
create table unreckoned (
    station text not null,
    day date not null,
    -- Grows with every change, so that one that comes during the reckoning is not lost.
    version bigint not null,
    primary key (station, day)
);

-- How a hall's stations were used on a day: of every station it has, also in groups where nobody was.
create table hall_day (
    day date not null,
    hall_id text not null,
    -- The Monday of its week, and the first of its month.
    week date not null,
    month date not null,
    -- Stations at which anything was made or anybody worked, of how many.
    stations_used bigint not null,
    stations bigint not null,
    -- Different people who worked there; who was in two of its groups is one.
    people bigint not null,
    net_seconds bigint not null,
    waiting_material bigint not null,
    waiting_fault bigint not null,
    waiting_instruction bigint not null,
    waiting_talk bigint not null,
    good bigint not null,
    rejected_material bigint not null,
    rejected_work bigint not null,
    rejected_dirt bigint not null,
    rejected_broken bigint not null,
    rejected_unknown bigint not null,
    primary key (day, hall_id)
);

-- Calls for help of a group on a day by local hour.
create table help_hour (
    day date not null,
    group_id text not null,
    hour bigint not null check (hour between 0 and 23),
    calls bigint not null,
    primary key (day, group_id, hour)
);
