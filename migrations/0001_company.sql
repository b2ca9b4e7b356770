-- The company: places, people, work. One text for SQLite and Postgres; see README.md in this folder for the six types.

-- Room floor.
create table municipality (
    id text not null primary key,
    name text not null
);

create table site (
    id text not null primary key,
    name text not null,
    time_zone text not null,
    -- Minutes after local midnight at which a production day begins.
    day_boundary_minutes bigint not null check (day_boundary_minutes between 0 and 1439),
    -- Minutes after local midnight at which the morning day part ends.
    afternoon_from_minutes bigint not null check (afternoon_from_minutes between 0 and 1439)
);

create table hall (
    id text not null primary key,
    site_id text not null references site (id),
    name text not null
);

create table work_group (
    id text not null primary key,
    hall_id text not null references hall (id),
    name text not null
);

create table station (
    code text not null primary key,
    group_id text not null references work_group (id),
    name text not null,
    -- Whose output it is: a person's only where the station says 'individual' and exactly one person was signed on.
    attribution text not null check (attribution in ('individual', 'group'))
);
create index station_group on station (group_id);

-- Room people. The only place where a name of a worker is kept.
create table worker (
    id text not null primary key,
    name text not null,
    badge text unique,
    group_id text not null references work_group (id),
    municipality_id text references municipality (id),
    active boolean not null
);

-- Room orders.
create table client (
    id text not null primary key,
    name text not null
);

create table client_order (
    id text not null primary key,
    client_id text not null references client (id),
    name text not null,
    due_day date,
    status text not null check (status in ('open', 'closed'))
);

create table order_line (
    id text not null primary key,
    order_id text not null references client_order (id),
    name text not null,
    quantity bigint not null check (quantity > 0),
    -- Ten-thousandths of a euro for one piece.
    unit_price bigint not null check (unit_price >= 0)
);
create index order_line_order on order_line (order_id);

create table task (
    id text not null primary key,
    line_id text not null references order_line (id),
    -- 1, 2, 3 … within the line; the last step's good pieces are what the client pays.
    step bigint not null check (step >= 1),
    name text not null,
    pack_size bigint not null check (pack_size >= 1),
    pictogram text,
    unique (line_id, step)
);

-- A norm is for a regular worker (100 %); changing one never rewrites history.
create table norm (
    task_id text not null references task (id),
    valid_from date not null,
    -- Thousandths of a piece per hour.
    per_hour_milli bigint not null check (per_hour_milli > 0),
    basis text not null check (basis in ('time_study', 'predetermined', 'historical', 'sample', 'estimate')),
    primary key (task_id, valid_from)
);

-- Room floor: what a station makes, and who sits there, per day part.
create table station_task (
    day date not null,
    day_part text not null check (day_part in ('morning', 'afternoon')),
    station_code text not null references station (code),
    task_id text not null references task (id),
    primary key (station_code, day, day_part)
);

create table assignment (
    day date not null,
    day_part text not null check (day_part in ('morning', 'afternoon')),
    station_code text not null references station (code),
    worker_id text not null references worker (id),
    primary key (day, day_part, station_code, worker_id)
);

-- Room coaching.
create table coach (
    id text not null primary key,
    name text not null
);

create table caseload (
    coach_id text not null references coach (id),
    worker_id text not null references worker (id),
    from_day date not null,
    until_day date,
    primary key (coach_id, worker_id, from_day)
);

-- Room turnover.
create table budget (
    hall_id text not null references hall (id),
    -- First day of the month.
    month date not null,
    -- Ten-thousandths of a euro.
    turnover bigint not null check (turnover >= 0),
    primary key (hall_id, month)
);
