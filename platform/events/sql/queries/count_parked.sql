-- one row: system ($1 consumer, $2 producer)
SELECT count(*)
FROM parked_event p
WHERE p.consumer = $1 AND p.producer = $2
