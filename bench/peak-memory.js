// Loaded into a program that is measured: says at its end how much memory it took at most, in bytes, and its processor time.
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  process.send?.({ peak: maxRSS * 1024, cpu: (userCPUTime + systemCPUTime) / 1e6 });
});
// Does not keep the program alive.
process.channel?.unref();
