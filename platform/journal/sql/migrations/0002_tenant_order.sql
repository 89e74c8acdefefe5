-- Walks the events of one tenant in their order, however busy its shard is.
CREATE INDEX journal_by_tenant ON journal (tenant_id, epoch, event_offset);
