/**
 * What Segment’s CDN tells its browser library of a source without destinations, with this host as the place that events are
 * sent to. `address`: the collector’s, as the page reached it; `writeKey`: the one that it asked with, since the library takes its
 * key from here.
 */
export function cdnSettings(address: URL, writeKey: string): object {
  return {
    integrations: {
      'Segment.io': {
        apiKey: writeKey,
        apiHost: `${address.host}/v1`,
        protocol: address.protocol.replace(':', ''),
        unbundledIntegrations: [],
        addBundledMetadata: true,
        maybeBundledConfigIds: {},
        versionSettings: { version: '4.4.7', componentTypes: ['browser'] },
      },
    },
    plan: {
      track: { __default: { enabled: true, integrations: {} } },
      identify: { __default: { enabled: true } },
      group: { __default: { enabled: true } },
    },
    edgeFunction: {},
    analyticsNextEnabled: true,
    middlewareSettings: {},
    enabledMiddleware: {},
    // Figures about the library itself: none are asked for.
    metrics: { sampleRate: 0 },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  };
}
