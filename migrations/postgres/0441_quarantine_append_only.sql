-- Quarantine is append-only, with one exception: the text of an item may be erased, and nothing else of it.
create function refuse_all_but_erasing() returns trigger language plpgsql as $$
begin
    if new.raw = '' and new.detail = ''
       and (new.id, new.received_at, new.site_id, new.terminal, new.terminal_no, new.epoch, new.seq, new.why)
           is not distinct from
           (old.id, old.received_at, old.site_id, old.terminal, old.terminal_no, old.epoch, old.seq, old.why) then
        return new;
    end if;
    raise exception '% is append-only: write an outcome instead', tg_table_name;
end
$$;
-- refuse_change is made with the ledger.
create trigger quarantine_append_only before delete on quarantine for each row execute function refuse_change();
create trigger quarantine_only_erased before update on quarantine
    for each row execute function refuse_all_but_erasing();
create trigger quarantine_no_truncate before truncate on quarantine for each statement execute function refuse_change();
