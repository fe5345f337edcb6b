/** The two things that differ between towns. The host must stand in the WeChat console as legal request and upload domain. */
export const config = {
  server: 'https://example.invalid',
  town: '110112117000',
}
