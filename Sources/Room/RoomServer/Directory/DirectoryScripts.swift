/// The commands that Redis carries out as a whole (Lua 5.1, Redis 7). Numbers of microseconds go in and out as text: they fit into
/// a double exactly, but Lua would write them rounded.
enum DirectoryScripts {
    /// KEYS: code. ARGV: owner, node, "claim" and the registration's age (0: just now) or "renew" and its generation, lifetime.
    ///
    /// A generation is when the TV registered, by Redis' clock, so that the latest registration wins even if it was made while
    /// Redis was away, and whichever server tells of it first. Gives {"granted", generation, node before}, {"taken"} or
    /// {"superseded"}.
    static let claim = """
        local h = redis.call('HMGET', KEYS[1], 'h', 'gen', 'node')
        if h[1] and h[1] ~= ARGV[1] then return {'taken'} end
        local stored = tonumber(h[2] or '0')
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local gen
        if ARGV[3] == 'renew' then gen = tonumber(ARGV[4])
        elseif ARGV[4] == '0' then gen = math.max(now, stored + 1)
        else gen = now - tonumber(ARGV[4]) end
        if stored >= gen then
          if h[3] ~= ARGV[2] then return {'superseded'} end
          gen = stored
        end
        local text = string.format('%.0f', gen)
        redis.call('HSET', KEYS[1], 'h', ARGV[1], 'node', ARGV[2], 'gen', text, 'live', '1')
        redis.call('PEXPIRE', KEYS[1], ARGV[5])
        return {'granted', text, h[3] or ''}
        """

    /// KEYS: code. ARGV: generation, lifetime. A late word about an earlier registration changes nothing.
    static let leave = """
        if redis.call('HGET', KEYS[1], 'gen') ~= ARGV[1] then return 0 end
        redis.call('HSET', KEYS[1], 'live', '0')
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return 1
        """

    /// KEYS: code. ARGV: generation.
    static let free = """
        if redis.call('HGET', KEYS[1], 'gen') ~= ARGV[1] then return 0 end
        return redis.call('DEL', KEYS[1])
        """

    /// KEYS: code and, for a guess, the limits of its network, site, everyone, and the impatient. ARGV: prefix and, for a
    /// guess, interval and burst of the first three, and the patience. Gives {"at", node, generation}, {"unknown"} or {"limited",
    /// microseconds}. The limits are those of `GuessLimiter`: when the whole burst will be there again. A server that does not listen
    /// is as good as gone before its key is: whoever guesses a code of its TVs waits no longer than for a code that nobody has.
    static let locate = """
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local function full(key) return tonumber(redis.call('GET', key) or '0') end
        local function count(key, interval)
          local at = math.max(full(key), now) + interval
          redis.call('SET', key, string.format('%.0f', at), 'PX', math.ceil((at - now) / 1000) + 1000)
        end
        if #KEYS > 1 then
          for i = 2, 3 do
            local interval, burst = tonumber(ARGV[i * 2 - 2]), tonumber(ARGV[i * 2 - 1])
            local wait = full(KEYS[i]) - now - interval * (burst - 1)
            if wait > 0 then return {'limited', string.format('%.0f', wait)} end
          end
          local reserve = 0
          if full(KEYS[2]) > now or full(KEYS[5]) > now then reserve = math.floor(tonumber(ARGV[7]) / 2) end
          if full(KEYS[4]) - now - tonumber(ARGV[6]) * math.max(tonumber(ARGV[7]) - 1 - reserve, 0) > 0 then
            count(KEYS[5], tonumber(ARGV[8]))
            return {'limited', ARGV[8]}
          end
        end
        local h = redis.call('HMGET', KEYS[1], 'live', 'node', 'gen')
        if h[1] == '1' and redis.call('EXISTS', ARGV[1] .. 'node:' .. h[2]) == 1
          and redis.call('PUBSUB', 'NUMSUB', ARGV[1] .. 'n:' .. h[2])[2] > 0 then return {'at', h[2], h[3]} end
        if #KEYS > 1 then
          count(KEYS[2], tonumber(ARGV[2]))
          count(KEYS[3], tonumber(ARGV[4]))
          count(KEYS[4], tonumber(ARGV[6]))
        end
        return {'unknown'}
        """

    /// KEYS: node, nodes. ARGV: prefix, node, notice, lifetime. Gives name, notice and number of listeners of each server that
    /// is there, in one list.
    static let heartbeat = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
        redis.call('ZADD', KEYS[2], now, ARGV[2])
        redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - tonumber(ARGV[4]))
        local list = {}
        for _, node in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
          local notice = redis.call('GET', ARGV[1] .. 'node:' .. node)
          if notice then
            list[#list + 1] = node
            list[#list + 1] = notice
            list[#list + 1] = redis.call('PUBSUB', 'NUMSUB', ARGV[1] .. 'n:' .. node)[2]
          end
        end
        return list
        """

    /// KEYS: node, nodes. ARGV: node, channel. One that has come back meanwhile stays.
    static let absent = """
        if redis.call('PUBSUB', 'NUMSUB', ARGV[2])[2] > 0 then return 0 end
        redis.call('ZREM', KEYS[2], ARGV[1])
        return redis.call('DEL', KEYS[1])
        """

    /// KEYS: node, nodes. ARGV: node.
    static let goodbye = """
        redis.call('ZREM', KEYS[2], ARGV[1])
        return redis.call('DEL', KEYS[1])
        """
}
