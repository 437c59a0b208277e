import { duration, key } from '@kith/agent-api';
import { nodeChoice, selectorText } from '@kith/neighbor-api';
import * as z from 'zod';

/** `projectcalico.org/IPv4Address`; its length bounds what is looked up in untrusted objects. */
const annotation = z.string().min(1).max(317);

export const sourceKubernetesConfig = z.strictObject({
  kubeconfig: key(z.string().min(1).optional(), {
    description:
      'Kubeconfig file; none = the service account of the pod that this runs in. It is read again when it is needed.',
    reload: 'live',
    flag: { name: 'kubeconfig', value: 'FILE' },
  }),
  context: key(z.string().min(1).optional(), {
    description: "Context of the kubeconfig; none = the file's current one.",
    reload: 'live',
  }),
  nodeName: key(z.string().min(1).optional(), {
    description: 'Name of the node that this runs on, which is left out; none = the host name.',
    reload: 'live',
    flag: { name: 'node-name', value: 'NAME' },
  }),
  nodeSelector: key(selectorText.default(''), {
    description: "Only nodes whose labels fit this, in Kubernetes' syntax; empty = all.",
    reload: 'live',
  }),
  addressTypes: key(
    z.array(z.enum(['InternalIP', 'ExternalIP'])).default(['InternalIP', 'ExternalIP']),
    {
      description: 'Which addresses of a node are wanted, in this order.',
      reload: 'live',
    },
  ),
  addressAnnotations: key(z.array(annotation).max(16).default([]), {
    description:
      'Annotations of nodes that hold further addresses, separated by commas; /24 at the end of one is ignored.',
    reload: 'live',
  }),
  families: nodeChoice.families,
  backends: key(z.boolean().default(false), {
    description: 'Want the endpoints behind Services too (EndpointSlices), those that serve.',
    reload: 'live',
  }),
  backendSelector: key(selectorText.default(''), {
    description:
      'Only EndpointSlices whose labels fit this: kubernetes.io/service-name=web; empty = all.',
    reload: 'live',
  }),
  watchTimeout: key(duration().prefault('5m'), {
    description:
      'How long a watch lasts, up to twice as long by chance, before it is begun anew: a proxy that went silent is noticed by then. 1s or longer.',
    reload: 'live',
  }),
  confirmAfter: key(duration().prefault('30s'), {
    description:
      'A listing that is suddenly empty, or lacks this node, is listed again after this long, and believed if it is the same; 0 = at once.',
    reload: 'live',
  }),
});

export type SourceKubernetesConfig = z.infer<typeof sourceKubernetesConfig>;
