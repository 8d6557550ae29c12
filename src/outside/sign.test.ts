import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { signPost } from './sign.ts'

const vector = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  atMs: 1_614_265_330_000,
  body: '{"test": 2432232314}',
}
const second = `whsec_${btoa('another secret, of 32 bytes long!')}`

test('the signature is the one that the specification gives', () => {
  expect(signPost(vector, [vector.secret])).toEqual({
    'webhook-id': vector.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

test('with two secrets a receiver that knows either of them accepts it, and one that knows neither does not', () => {
  const delivery = { ...vector, atMs: Date.now() }
  const headers = { ...signPost(delivery, [vector.secret, second]) }
  for (const secret of [vector.secret, second])
    expect(new Webhook(secret).verify(delivery.body, headers)).toEqual({ test: 2_432_232_314 })
  const stranger = new Webhook(`whsec_${btoa('a secret that nobody has heard of')}`)
  expect(() => stranger.verify(delivery.body, headers)).toThrow('No matching signature')
})
