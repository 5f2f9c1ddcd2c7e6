import { describe, expect, it } from 'vitest';
import type { CheckedEvent } from '../../src/listen/checked-event.js';
import type { FeedChange } from '../../src/listen/event-feed.js';
import { EventFeed } from '../../src/listen/event-feed.js';

function checkedEvent(number: number): CheckedEvent {
  return { number, receivedAt: '2026-01-01T00:00:00Z', path: '/v1/track', name: 'x', valid: true, problems: [] };
}

function numbers(feed: EventFeed): number[] {
  return feed.events.map(({ number }) => number);
}

describe('EventFeed', () => {
  it('EventFeed holds the last events', () => {
    const feed = new EventFeed({ keep: 3, heldBytes: 1000 });
    for (let number = 1; number <= 1000; number++) {
      feed.add(checkedEvent(number), 10);
      expect(numbers(feed)).toEqual([number - 2, number - 1, number].filter((one) => one > 0));
    }
  });

  it('EventFeed holds at most heldBytes, and no event that is larger', () => {
    const feed = new EventFeed({ keep: 100, heldBytes: 100 });
    feed.add(checkedEvent(1), 60);
    feed.add(checkedEvent(2), 40);
    expect(numbers(feed)).toEqual([1, 2]);
    feed.add(checkedEvent(3), 1);
    expect(numbers(feed)).toEqual([2, 3]);
    feed.add(checkedEvent(4), 101);
    expect(numbers(feed)).toEqual([]);
    feed.add(checkedEvent(5), 100);
    expect(numbers(feed)).toEqual([5]);
  });

  it('EventFeed.after returns the held events after a number', () => {
    const feed = new EventFeed({ keep: 4, heldBytes: 1000 });
    expect(feed.after(0, 10)).toEqual([]);
    for (let number = 1; number <= 50; number++) {
      feed.add(checkedEvent(number), 10);
      for (let seen = 0; seen <= number; seen++) {
        const later = feed.events.filter((event) => event.number > seen);
        expect(feed.after(seen, 10)).toEqual(later);
        expect(feed.after(seen, 2)).toEqual(later.slice(0, 2));
      }
    }
  });

  it('EventFeed calls followers with each change until they unfollow', () => {
    const feed = new EventFeed({ keep: 2, heldBytes: 100 });
    const changes: FeedChange[] = [];
    feed.add(checkedEvent(1), 1);
    const unfollow = feed.follow((change) => changes.push(change));
    feed.add(checkedEvent(2), 1);
    feed.reset();
    feed.add(checkedEvent(3), 1);
    unfollow();
    feed.add(checkedEvent(4), 1);
    expect(changes).toEqual([
      { kind: 'event', event: checkedEvent(2) },
      { kind: 'reset' },
      { kind: 'event', event: checkedEvent(3) },
    ]);
    expect(numbers(feed)).toEqual([3, 4]);
  });
});
