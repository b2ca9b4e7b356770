-- Quarantine is append-only, with one exception: the text of an item may be erased, and nothing else of it.
create trigger quarantine_no_update before update on quarantine
when new.raw <> '' or new.detail <> ''
  or new.id is not old.id or new.received_at is not old.received_at or new.site_id is not old.site_id
  or new.terminal is not old.terminal or new.terminal_no is not old.terminal_no or new.epoch is not old.epoch
  or new.seq is not old.seq or new.why is not old.why
begin select raise(abort, 'quarantine is append-only: write an outcome instead'); end;
create trigger quarantine_no_delete before delete on quarantine
begin select raise(abort, 'quarantine is append-only: write an outcome instead'); end;
