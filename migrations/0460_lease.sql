-- Who leads the ingest of a site.

-- Room lease. The fence grows with every change of leader and is checked in every batch.
create table ingest_lease (
    site_id text not null primary key references site (id),
    holder text not null,
    fence bigint not null,
    -- Grows while the holder lives; who sees it stand still may take over.
    beat bigint not null,
    -- Grows with every batch and every day close, so that the two wait for each other.
    batch bigint not null
);
