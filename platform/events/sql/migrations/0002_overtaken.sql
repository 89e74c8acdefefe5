-- Ends a transaction that would move a position which is no longer where it was read.
CREATE FUNCTION consumer_overtaken() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'another replica moved the position' USING ERRCODE = 'SE001';
END $$;
