/**
 * The settings that Segment’s CDN sends to its browser library for a source without destinations, with this collector as the
 * host that events are sent to. `address`: the collector’s address, as the page reached it. `writeKey`: the key of the
 * request, since the library takes its key from the settings.
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
    // The library sends no metrics about itself.
    metrics: { sampleRate: 0 },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  };
}
