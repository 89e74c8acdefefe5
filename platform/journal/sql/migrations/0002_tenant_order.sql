-- Walks the events of one tenant in their order, however busy its shard is. It may have been built
-- before, without a lock.
CREATE INDEX IF NOT EXISTS journal_by_tenant ON journal (tenant_id, epoch, event_offset);
