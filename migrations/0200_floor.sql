-- What happens at the places of 0060_places.sql: it refers to workers and tasks, which refer to places.

-- Room floor. What a station makes, and who sits there, per day part.
create table station_task (
    day date not null,
    day_part text not null check (day_part in ('morning', 'afternoon')),
    station_code text not null references station (code),
    task_id text not null references task (id),
    primary key (station_code, day, day_part)
);
-- Where a line that nobody began is planned.
create index station_task_task on station_task (task_id);

create table assignment (
    day date not null,
    day_part text not null check (day_part in ('morning', 'afternoon')),
    station_code text not null references station (code),
    worker_id text not null references worker (id),
    primary key (day, day_part, station_code, worker_id)
);

-- The call for help of a station that somebody said to come for.
create table help_answer (
    station_code text not null primary key references station (code),
    -- Which call: the moment it began.
    help_since timestamptz not null,
    answered_at timestamptz not null
);
