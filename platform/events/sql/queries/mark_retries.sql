-- exec ($1 resource; '': all): asks for another attempt, in the tenants of the scope
UPDATE parked_event p
SET retry_time = now()
WHERE $1 = '' OR p.resource = $1
