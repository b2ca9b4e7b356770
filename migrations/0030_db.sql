-- What processes that share a database tell each other, and what the program made in it.

-- Room db. One row a subject (company data, terminals, the floor's figures): who changes it raises it, who keeps a copy
-- looks at it.
create table change_mark (
    subject text not null primary key,
    version bigint not null
);
insert into change_mark (subject, version)
values ('company', 0), ('terminals', 0), ('quarantine', 0), ('tallies', 0), ('proof', 0), ('figures', 0);

-- The views that were made, in the order in which they were: src/db/views.rs makes them anew when one has another text.
create table made_view (
    no bigint not null primary key,
    name text not null unique,
    -- SHA-256 of its text, in hexadecimal digits.
    hash text not null
);
