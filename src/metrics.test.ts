// Prometheus text: what a scraper must be able to read.

import { expect, test } from 'vitest'
import { createMetrics } from './metrics.ts'

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
