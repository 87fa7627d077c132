-- Requests from a file, one a line: method, path, then `Name: value` headers, parted by tabs.
-- Each thread sends every n-th line, in order, and begins again at the end.
local threads = 0

setup = function(thread)
   thread:set("number", threads)
   threads = threads + 1
end

init = function(args)
   local count, line_number = tonumber(args[2]), 0
   requests, turn = {}, 0
   for line in io.lines(args[1]) do
      if line_number % count == number then
         local fields, headers = {}, {}
         for field in string.gmatch(line, "[^\t]+") do fields[#fields + 1] = field end
         for name, value in pairs(wrk.headers) do headers[name] = value end
         for i = 3, #fields do
            local name, value = string.match(fields[i], "^([^:]+): (.*)$")
            headers[name] = value
         end
         requests[#requests + 1] = wrk.format(fields[1], fields[2], headers)
      end
      line_number = line_number + 1
   end
end

request = function()
   turn = turn % #requests + 1
   return requests[turn]
end
