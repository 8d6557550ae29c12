// Prometheus text: what a scraper must be able to read.

import { expect, test } from 'vitest'
import { createMetrics, mergeMetrics } from './metrics.ts'

test('counters add up by label, gauges keep the newest value, help comes first', () => {
  const metrics = createMetrics()
  metrics.describe('requests_total', 'Requests\nanswered.')
  metrics.count('requests_total', { status: '200' })
  metrics.count('requests_total', { status: '200' }, 2)
  metrics.count('requests_total', { status: '500' })
  metrics.gauge('open', {}, 3)
  metrics.gauge('open', {}, 1)
  expect(metrics.print()).toBe(
    [
      '# HELP requests_total Requests answered.',
      '# TYPE requests_total counter',
      'requests_total{status="200"} 3',
      'requests_total{status="500"} 1',
      '# TYPE open gauge',
      'open 1',
      '',
    ].join('\n'),
  )
})

test('a histogram counts each value in every bucket that holds it, with sum and count', () => {
  const metrics = createMetrics()
  metrics.observe('seconds', { route: '/x' }, 0.02)
  metrics.observe('seconds', { route: '/x' }, 3)
  const lines = metrics.print().split('\n')
  expect(lines).toContain('seconds_bucket{route="/x",le="0.01"} 0')
  expect(lines).toContain('seconds_bucket{route="/x",le="0.025"} 1')
  expect(lines).toContain('seconds_bucket{route="/x",le="5"} 2')
  expect(lines).toContain('seconds_bucket{route="/x",le="+Inf"} 2')
  expect(lines).toContain('seconds_sum{route="/x"} 3.02')
  expect(lines).toContain('seconds_count{route="/x"} 2')
})

test('a label cannot break out of its quotes or its line', () => {
  const metrics = createMetrics()
  metrics.count('x_total', { code: 'a"} 1\nforged 9\\' })
  expect(metrics.print()).toBe('# TYPE x_total counter\nx_total{code="a\\"} 1\\nforged 9\\\\"} 1\n')
})

test('the metrics of several processes are added up; of a gauge of something shared the own value counts', () => {
  const [own, other] = [createMetrics(), createMetrics()]
  own.describe('requests_total', 'Requests answered.')
  for (const [metrics, times] of [
    [own, 1],
    [other, 2],
  ] as const) {
    metrics.count('requests_total', { status: '200' }, times)
    metrics.gauge('tillside_work', { queue: 'jobs' }, 5)
    metrics.gauge('tillside_stripe_reads_30d', { account: 'test' }, 10 * times)
    metrics.observe('seconds', {}, times)
  }
  other.count('requests_total', { status: '500' })
  other.count('refused_total')
  const merged = mergeMetrics(own.print(), [other.print(), other.print()])
  const lines = merged.split('\n')
  expect(lines.slice(0, 4)).toEqual([
    '# HELP requests_total Requests answered.',
    '# TYPE requests_total counter',
    'requests_total{status="200"} 5',
    'requests_total{status="500"} 2',
  ])
  expect(lines).toContain('tillside_work{queue="jobs"} 5')
  expect(lines).toContain('tillside_stripe_reads_30d{account="test"} 50')
  expect(lines).toContain('seconds_sum 5')
  expect(lines).toContain('seconds_bucket{le="1"} 1')
  expect(lines).toContain('seconds_bucket{le="2.5"} 3')
  expect(lines).toContain('refused_total 2')
  expect(lines.filter((line) => line.startsWith('# TYPE'))).toHaveLength(5)
})
