// Loaded into a program that is measured: says at its end how much memory it took at most, in bytes.
process.on('exit', () => process.send?.({ peak: process.resourceUsage().maxRSS * 1024 }));
// Does not keep the program alive.
process.channel?.unref();
