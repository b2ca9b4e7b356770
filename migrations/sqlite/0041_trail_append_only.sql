-- Only retention takes lines away, the oldest first: it moves the base of the chain and says so in a line of its own.
create trigger trail_no_update before update on trail
begin select raise(abort, 'the trail is append-only'); end;
create trigger trail_no_delete before delete on trail when old.no > (select base_no from trail_head)
begin select raise(abort, 'the trail is append-only: only retention takes its oldest lines away'); end;
create trigger trail_head_grows before update on trail_head
when new.id <> old.id or new.no < old.no or new.base_no < old.base_no or new.base_no > new.no
begin select raise(abort, 'the trail is append-only: its head only grows'); end;
create trigger trail_head_stays before delete on trail_head
begin select raise(abort, 'the trail is append-only: its head stays'); end;
