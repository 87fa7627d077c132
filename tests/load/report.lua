-- Ends each run of wrk: what it counted, as one line of JSON on the standard error output.
done = function(summary, latency, requests)
   local errors = summary.errors
   io.stderr:write(string.format(
      '{"requests": %d, "us": %d, "bytes": %d, "median_us": %d, "p99_us": %d, "refused": %d, "broken": %d}\n',
      summary.requests, summary.duration, summary.bytes, latency:percentile(50),
      latency:percentile(99), errors.status,
      errors.connect + errors.read + errors.write + errors.timeout))
end
