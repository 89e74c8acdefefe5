-- one row: system ($1 consumer)
SELECT count(*)
FROM parked_event p
WHERE p.consumer = $1
