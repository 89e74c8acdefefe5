#pragma once

// What Redis runs for one taking: gcra.h for the limits of a caller (KEYS[1]) and of its tenant
// (KEYS[2]), which give the same number or none. Time is that of Redis, so that the clocks of
// gateways do not matter; state is gone when nothing is owed any more.
//
// ARGV: requests wanted; for each limit its requests (0: none) and its window in microseconds.
// Answer: granted; for each limit what is left, and microseconds until it is whole and until one
// more is let through.

namespace steward::gateway {

inline constexpr char kQuotaScript[] = R"lua(
local now = redis.call('TIME')
now = now[1] * 1000000 + now[2]
local granted = tonumber(ARGV[1])
local owed = {}
for i = 1, 2 do
  local requests, window = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  if requests > 0 then
    local arrival = tonumber(redis.call('GET', KEYS[i]) or now)
    owed[i] = math.min(math.max(arrival - now, 0), window)
    granted = math.min(granted, math.floor((window - owed[i]) * requests / window))
  end
end
local answer = {granted}
for i = 1, 2 do
  local requests, window = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local left, wait, reset = 0, 0, 0
  if requests > 0 then
    reset = math.floor(owed[i] + granted * window / requests)
    if granted > 0 then
      redis.call('SET', KEYS[i], string.format('%.0f', now + reset),
                 'PX', math.ceil(reset / 1000) + 1)
    end
    local free = (window - reset) * requests / window
    left = math.max(math.floor(free), 0)
    if left == 0 then wait = math.ceil((1 - free) * window / requests) end
  end
  answer[3 * i - 1], answer[3 * i], answer[3 * i + 1] = left, reset, wait
end
return answer
)lua";

}  // namespace steward::gateway
