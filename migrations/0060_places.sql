-- Places: what people, orders and terminals refer to. What the floor does there is in 0200_floor.sql, which refers to
-- them in turn.

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
